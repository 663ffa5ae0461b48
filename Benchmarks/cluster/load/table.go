package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

// results are the values of each measure in the order in which the measures came.
type results struct {
	names  []string
	values map[string][]float64
	unit   map[string]string
}

func readResults(path string) results {
	text, err := os.ReadFile(path)
	must(err)
	r := results{values: map[string][]float64{}, unit: map[string]string{}}
	for _, line := range strings.Split(string(text), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			continue
		}
		value, err := strconv.ParseFloat(fields[1], 64)
		must(err)
		if _, known := r.values[fields[0]]; !known {
			r.names = append(r.names, fields[0])
			r.unit[fields[0]] = fields[2]
		}
		r.values[fields[0]] = append(r.values[fields[0]], value)
	}
	return r
}

// median of a measure; false when it was not taken.
func (r results) median(name string) (float64, bool) {
	values := append([]float64{}, r.values[name]...)
	if len(values) == 0 {
		return 0, false
	}
	sort.Float64s(values)
	return values[len(values)/2], true
}

func (r results) show(name string) string {
	value, known := r.median(name)
	if !known {
		return ""
	}
	unit := r.unit[name]
	if unit != "/s" {
		unit = " " + unit
	}
	switch {
	case value >= 1000:
		whole := strconv.FormatFloat(value, 'f', 0, 64)
		return whole[:len(whole)-3] + "," + whole[len(whole)-3:] + unit
	case value >= 100:
		return strconv.FormatFloat(value, 'f', 0, 64) + unit
	default:
		return strconv.FormatFloat(value, 'f', 1, 64) + unit
	}
}

// table prints the medians of one server, and of another beside it with what separates the two.
func table(ours string, others []string) {
	mine := readResults(ours)
	var theirs results
	if len(others) > 0 {
		theirs = readResults(others[0])
		fmt.Println("| | drydock | CPU of the server | the other server | CPU of the server | ratio | wanted |")
		fmt.Println("| --- | --- | --- | --- | --- | --- | --- |")
	} else {
		fmt.Println("| | median | CPU of the server | wanted |")
		fmt.Println("| --- | --- | --- | --- |")
	}
	for _, name := range mine.names {
		if strings.HasSuffix(name, processorSuffix) {
			continue
		}
		row := []string{name, mine.show(name), mine.show(name + processorSuffix)}
		if len(others) > 0 {
			row = append(row, theirs.show(name), theirs.show(name+processorSuffix), ratio(mine, theirs, name))
		}
		fmt.Println("| " + strings.Join(append(row, wantedOf(name)), " | ") + " |")
	}
}

// ratio says how many times as good the first is: as much in a second, or as little time or memory.
func ratio(mine, theirs results, name string) string {
	a, known := mine.median(name)
	b, both := theirs.median(name)
	if !known || !both || a == 0 || b == 0 {
		return ""
	}
	if mine.unit[name] != "/s" {
		a, b = b, a
	}
	return strconv.FormatFloat(a/b, 'f', 1, 64)
}

// wanted is what each measure should reach.
var wanted = map[string]string{
	"until it answers":                         "50 ms",
	"memory when it answers":                   "40 MiB",
	"ConfigMap creates, 1 client":              "4,000/s",
	"ConfigMap creates, 16 clients":            "12,000/s",
	"GETs, 1 client":                           "5,000/s",
	"GETs, 16 clients":                         "20,000/s",
	"server-side applies, 1 client":            "3,000/s",
	"server-side applies, 16 clients":          "8,000/s",
	"one write to 1000 watchers":               "20 ms",
	"10000 pods of a Deployment until Running": "5 s",
	"memory with 100000 pods there":            "250 MiB",
}

func wantedOf(name string) string {
	if strings.HasPrefix(name, "list of 25800 ") {
		return "60 ms"
	}
	return wanted[name]
}
