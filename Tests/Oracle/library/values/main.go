// The oracle of the tests of numbers, quoting, times and versions: one JSON object per line says which function to
// call with which words, and what it gives comes back as a JSON array of strings.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/Masterminds/semver"
	"github.com/spf13/cast"
)

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func call(op string, a []string) []string {
	switch op {
	case "formatTime":
		loc, err := time.LoadLocation(a[2])
		if err != nil {
			return []string{err.Error()}
		}
		t := time.Unix(number(a[0]), number(a[1])).In(loc)
		y, w := t.ISOWeek()
		return []string{t.Format(a[3]), t.String(), fmt.Sprint(y, w, t.YearDay(), t.Weekday()),
			t.AddDate(int(number(a[4])), int(number(a[5])), int(number(a[6]))).String(),
			t.Round(time.Duration(number(a[7]))).String(), t.Truncate(time.Duration(number(a[7]))).String()}
	case "parseTime":
		loc, err := time.LoadLocation(a[2])
		if err != nil {
			return []string{err.Error()}
		}
		t, err := time.ParseInLocation(a[0], a[1], loc)
		if err != nil {
			return []string{"error", err.Error()}
		}
		return []string{t.String(), fmt.Sprint(t.Unix(), t.Nanosecond())}
	case "duration":
		d, err := time.ParseDuration(a[0])
		if err != nil {
			return []string{"error", err.Error()}
		}
		m := time.Duration(number(a[1]))
		return []string{d.String(), d.Round(m).String(), d.Truncate(m).String(), fmt.Sprint(d.Hours(), d.Minutes(), d.Seconds())}
	case "parseInt":
		n, err := strconv.ParseInt(a[0], int(number(a[1])), int(number(a[2])))
		u, err2 := strconv.ParseUint(a[0], int(number(a[1])), int(number(a[2])))
		if err != nil {
			n = 0
		}
		if err2 != nil {
			u = 0
		}
		return []string{fmt.Sprint(n, err), fmt.Sprint(u, err2)}
	case "parseFloat":
		f, err := strconv.ParseFloat(a[0], 64)
		if err != nil {
			return []string{"error", err.Error()}
		}
		return []string{strconv.FormatFloat(f, 'g', -1, 64), strconv.FormatFloat(f, 'b', -1, 64)}
	case "formatFloat":
		f, err := strconv.ParseFloat(a[0], 64)
		if err != nil {
			return []string{"error"}
		}
		p := int(number(a[1]))
		out := []string{}
		for _, v := range "eEfgGbxX" {
			out = append(out, strconv.FormatFloat(f, byte(v), p, 64), strconv.FormatFloat(f, byte(v), p, 32))
		}
		return out
	case "quote":
		u, err := strconv.Unquote(a[0])
		return []string{strconv.Quote(a[0]), strconv.QuoteToASCII(a[0]), u, fmt.Sprint(err == nil)}
	case "cast":
		return []string{fmt.Sprint(cast.ToInt64(a[0])), fmt.Sprint(cast.ToFloat64(a[0])), fmt.Sprint(cast.ToInt(a[0])), fmt.Sprint(cast.ToBool(a[0]))}
	case "version":
		v, err := semver.NewVersion(a[0])
		s, err2 := semver.StrictNewVersion(a[0])
		out := []string{fmt.Sprint(err), fmt.Sprint(err2)}
		if err2 == nil {
			out = append(out, s.String())
		}
		if err == nil {
			p, m, n := v.IncPatch(), v.IncMinor(), v.IncMajor()
			out = append(out, v.String(), v.Original(), v.Prerelease(), v.Metadata(), p.Original(), m.Original(), n.Original())
			if w, err := semver.NewVersion(a[1]); err == nil {
				out = append(out, fmt.Sprint(v.Compare(w), v.Equal(w), v.LessThan(w)))
			}
		}
		return out
	case "constraint":
		c, err := semver.NewConstraint(a[0])
		if err != nil {
			return []string{err.Error()}
		}
		v, err := semver.NewVersion(a[1])
		if err != nil {
			return []string{"version"}
		}
		ok, errs := c.Validate(v)
		texts := []string{}
		for _, e := range errs {
			texts = append(texts, e.Error())
		}
		return []string{fmt.Sprint(c.Check(v), ok), strings.Join(texts, "; "), c.String()}
	}
	panic(op)
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var c struct {
			Op string
			A  []string
		}
		if err := json.Unmarshal(line, &c); err != nil {
			panic(err)
		}
		enc.Encode(call(c.Op, c.A))
	}
}
