// load measures a Kubernetes API server: any server that a kubeconfig points at.
//
//	load --kubeconfig FILE [--pid PID] [--seconds S] [--objects N] [--watchers N] [--pods N] MEASURE…
//	load table FILE [FILE]
//
// Measures: creates gets applies list watchers deployment pending rss durability. Every line printed is
// "measure<TAB>value<TAB>unit"; table makes a Markdown table of the medians of such lines, for one server or two.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	kubeconfig = flag.String("kubeconfig", "kubeconfig", "the kubeconfig of the server")
	pids       = flag.String("pid", "", "processes of the server, by comma, to sum their resident memory")
	seconds    = flag.Float64("seconds", 3, "how long each rate is measured")
	objects    = flag.Int("objects", 25800, "how many objects the list has")
	watchers   = flag.Int("watchers", 1000, "how many watches are open")
	pods       = flag.Int("pods", 10000, "how many pods the deployment wants")
)

var unique = strconv.FormatInt(time.Now().UnixNano()%1e9, 36)
var counter int64

func main() {
	flag.Parse()
	measures, command := flag.Args(), []string{}
	for i, word := range measures {
		if word == "--" {
			measures, command = measures[:i], measures[i+1:]
			break
		}
	}
	if len(measures) == 1 && measures[0] == "durability" {
		durability(command, 10)
		return
	}
	if len(measures) > 1 && measures[0] == "table" {
		table(measures[1], measures[2:])
		return
	}
	server, err := ReadServer(*kubeconfig)
	must(err)
	admin, err := server.Connect()
	must(err)
	makeNamespace(admin, "load")
	// Rates also say what an operation costs the server: that depends less on what else the machine does.
	measured := func(what string, clients int, do action) {
		value, cost := rate(server, clients, do)
		what = fmt.Sprintf("%s, %d clients", what, clients)
		if clients == 1 {
			what = strings.TrimSuffix(what, "s")
		}
		report(what, value, "/s")
		reportProcessor(what, cost, "µs")
	}
	for _, measure := range measures {
		switch measure {
		case "creates":
			for _, clients := range []int{1, 16} {
				measured("ConfigMap creates", clients, create)
			}
		case "gets":
			status, _, err := admin.Do("POST", "/api/v1/namespaces/load/configmaps", "application/json",
				strings.Replace(configMapHead, "c-"+unique+"-", "one", 1)+configMapTail)
			must(err)
			expect("create", status, 201, 409)
			for _, clients := range []int{1, 16} {
				measured("GETs", clients, get)
			}
		case "applies":
			for _, clients := range []int{1, 16} {
				measured("server-side applies", clients, apply)
			}
		case "list":
			list(server, admin)
		case "watchers":
			fanOut(server, admin)
		case "deployment":
			deployment(server, admin)
		case "pending":
			pending(server, admin)
		case "rss":
			memory("memory")
		default:
			must(fmt.Errorf("unknown measure %q", measure))
		}
	}
}

// reportProcessor says what something cost the server of its processors' time, in units of so many seconds; nothing when
// that is not known.
func reportProcessor(what string, cost float64, unit string) {
	if cost > 0 {
		report(what+processorSuffix, cost/map[string]float64{"s": 1, "ms": 1e-3, "µs": 1e-6}[unit], unit)
	}
}

const processorSuffix = ": CPU of the server"

func report(what string, value float64, unit string) { fmt.Printf("%s\t%.1f\t%s\n", what, value, unit) }

// memory sums the resident memory of the server's processes.
func memory(what string) {
	if *pids == "" {
		return
	}
	var sum float64
	for _, pid := range strings.Split(*pids, ",") {
		text, err := os.ReadFile("/proc/" + pid + "/status")
		must(err)
		for _, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "VmRSS:") {
				kib, _ := strconv.ParseFloat(strings.Fields(line)[1], 64)
				sum += kib / 1024
			}
		}
	}
	report(what, sum, "MiB")
}

// processorTime sums what the server's processes have used of the processors, in seconds; zero when they are not known.
func processorTime() float64 {
	var sum float64
	for _, pid := range strings.Split(*pids, ",") {
		text, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			return 0
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		for _, field := range fields[11:13] {
			ticks, _ := strconv.ParseFloat(field, 64)
			sum += ticks / 100
		}
	}
	return sum
}

func makeNamespace(c *Connection, name string) {
	status, _, err := c.Do("POST", "/api/v1/namespaces", "application/json",
		`{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"`+name+`"}}`)
	must(err)
	expect("namespace", status, 201, 409)
}

var (
	configMapHead = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c-` + unique + `-`
	configMapTail = `","labels":{"app":"load"}},"data":{"key":"value","other":"` + strings.Repeat("x", 64) + `"}}`
)

type action func(c *Connection, worker int) (int, error)

func create(c *Connection, worker int) (int, error) { return createIn("load", c) }

func createIn(namespace string, c *Connection) (int, error) {
	body := configMapHead + strconv.FormatInt(atomic.AddInt64(&counter, 1), 10) + configMapTail
	status, _, err := c.Do("POST", "/api/v1/namespaces/"+namespace+"/configmaps", "application/json", body)
	return status, err
}

func get(c *Connection, worker int) (int, error) {
	status, _, err := c.Do("GET", "/api/v1/namespaces/load/configmaps/one", "", "")
	return status, err
}

var sixtyFour = strings.Repeat("x", 64)

// apply changes one field of an object of the worker's own each time, so that every apply is a write.
func apply(c *Connection, worker int) (int, error) {
	name := "a-" + strconv.Itoa(worker)
	body := `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"` + name + `","labels":{"app":"load"}},` +
		`"data":{"key":"` + strconv.FormatInt(atomic.AddInt64(&counter, 1), 10) + `","other":"` + sixtyFour + `"}}`
	status, _, err := c.Do("PATCH", "/api/v1/namespaces/load/configmaps/"+name+"?fieldManager=load&force=true",
		"application/apply-patch+yaml", body)
	return status, err
}

// rate runs an action on so many connections and counts how often it succeeds in a second, and what each costs the
// server in seconds of its processors.
func rate(server *Server, clients int, do action) (float64, float64) {
	connections := make([]*Connection, clients)
	for i := range connections {
		c, err := server.Connect()
		must(err)
		status, err := do(c, i)
		must(err)
		expect("request", status, 200, 201)
		connections[i] = c
	}
	var done int64
	var group sync.WaitGroup
	used := processorTime()
	begin := time.Now()
	end := begin.Add(time.Duration(*seconds * float64(time.Second)))
	for i, c := range connections {
		group.Add(1)
		go func(i int, c *Connection) {
			defer group.Done()
			for time.Now().Before(end) {
				status, err := do(c, i)
				must(err)
				expect("request", status, 200, 201)
				atomic.AddInt64(&done, 1)
			}
			c.conn.Close()
		}(i, c)
	}
	group.Wait()
	return float64(done) / time.Since(begin).Seconds(), (processorTime() - used) / float64(done)
}
