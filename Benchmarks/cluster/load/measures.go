package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// list makes so many ConfigMaps in a namespace of their own and reads them all in one answer.
func list(server *Server, admin *Connection) {
	const path = "/api/v1/namespaces/load-list/configmaps"
	makeNamespace(admin, "load-list")
	_, text, err := admin.Text("GET", path+"?limit=1", "", "")
	must(err)
	var head struct {
		Metadata struct{ RemainingItemCount int }
		Items    []struct{}
	}
	must(json.Unmarshal([]byte(text), &head))
	missing := *objects - head.Metadata.RemainingItemCount - len(head.Items)
	var group sync.WaitGroup
	work := make(chan struct{}, 64)
	for i := 0; i < 16; i++ {
		c, err := server.Connect()
		must(err)
		group.Add(1)
		go func() {
			defer group.Done()
			for range work {
				status, err := createIn("load-list", c)
				must(err)
				expect("create", status, 201)
			}
			c.conn.Close()
		}()
	}
	for i := 0; i < missing; i++ {
		work <- struct{}{}
	}
	close(work)
	group.Wait()
	var times []float64
	var size int64
	used := processorTime()
	for i := 0; i < 5; i++ {
		begin := time.Now()
		status, n, err := admin.Do("GET", path, "", "")
		must(err)
		expect("list", status, 200)
		times = append(times, time.Since(begin).Seconds()*1000)
		size = n
	}
	sort.Float64s(times)
	what := fmt.Sprintf("list of %d objects (%d MB)", *objects, (size+500000)/1000000)
	report(what, times[len(times)/2], "ms")
	reportProcessor(what, (processorTime()-used)/5, "ms")
	memory("memory after it")
}

// fanOut opens watches on one namespace, each on a connection of its own, and measures from one write until the last
// of them has its event.
func fanOut(server *Server, admin *Connection) {
	namespace := "load-watch-" + unique
	path := "/api/v1/namespaces/" + namespace + "/secrets"
	makeNamespace(admin, namespace)
	var seen int64
	all := make(chan time.Time, 1)
	ready := make(chan struct{}, *watchers)
	gate := make(chan struct{}, 32)
	for i := 0; i < *watchers; i++ {
		gate <- struct{}{}
		c, err := server.Connect()
		must(err)
		must(c.Send("GET", path+"?watch=true", "", ""))
		go func() {
			// What a read ends with belongs to the next one as far as it may begin a line.
			buffer := make([]byte, 4096)
			kept := 0
			isReady := false
			for {
				n, err := c.conn.Read(buffer[kept:])
				if err != nil {
					return
				}
				text := buffer[:kept+n]
				if !isReady {
					if i := bytes.Index(text, []byte("\r\n\r\n")); i >= 0 {
						isReady = true
						<-gate
						ready <- struct{}{}
						text = text[i:]
					}
				}
				if isReady {
					for i := bytes.Index(text, eventStart); i >= 0; i = bytes.Index(text, eventStart) {
						text = text[i+len(eventStart):]
						if atomic.AddInt64(&seen, 1)%int64(*watchers) == 0 {
							all <- time.Now()
						}
					}
					if len(text) >= len(eventStart) {
						text = text[len(text)-len(eventStart)+1:]
					}
				}
				kept = copy(buffer, text)
			}
		}()
	}
	for i := 0; i < *watchers; i++ {
		<-ready
	}
	var times []float64
	used := processorTime()
	const rounds = 15
	for round := 0; round < rounds; round++ {
		time.Sleep(100 * time.Millisecond)
		begin := time.Now()
		name := fmt.Sprintf("w-%s-%d", unique, round)
		status, _, err := admin.Do("POST", path, "application/json",
			`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"`+name+`"},"stringData":{"a":"b"}}`)
		must(err)
		expect("create", status, 201)
		times = append(times, (<-all).Sub(begin).Seconds()*1000)
	}
	sort.Float64s(times)
	what := fmt.Sprintf("one write to %d watchers", *watchers)
	report(what, times[len(times)/2], "ms")
	reportProcessor(what, (processorTime()-used)/rounds, "ms")
	memory(fmt.Sprintf("memory with %d watchers", *watchers))
}

var eventStart = []byte(`{"type":"`)

// deployment makes a Deployment of so many pods and waits until all are available.
func deployment(server *Server, admin *Connection) {
	untilPods(admin, "AvailableReplicas", "Running")
}

// pending is deployment on a cluster without nodes: until all pods are there.
func pending(server *Server, admin *Connection) { untilPods(admin, "Replicas", "there") }

func untilPods(admin *Connection, field, word string) {
	name := fmt.Sprintf("d-%s-%d", unique, *pods)
	body := fmt.Sprintf(`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s"},"spec":{"replicas":%d,`+
		`"selector":{"matchLabels":{"app":"%s"}},"template":{"metadata":{"labels":{"app":"%s"}},"spec":{"containers":`+
		`[{"name":"main","image":"registry.example.com/main:1","ports":[{"containerPort":80}]}]}}}}`, name, *pods, name, name)
	used := processorTime()
	begin := time.Now()
	status, _, err := admin.Do("POST", "/apis/apps/v1/namespaces/load/deployments", "application/json", body)
	must(err)
	expect("deployment", status, 201)
	for {
		_, text, err := admin.Text("GET", "/apis/apps/v1/namespaces/load/deployments/"+name, "", "")
		must(err)
		var object struct {
			Status struct{ Replicas, AvailableReplicas int }
		}
		must(json.Unmarshal([]byte(text), &object))
		if (field == "Replicas" && object.Status.Replicas == *pods) || object.Status.AvailableReplicas == *pods {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	report(fmt.Sprintf("%d pods of a Deployment until %s", *pods, word), time.Since(begin).Seconds(), "s")
	reportProcessor(fmt.Sprintf("%d pods of a Deployment until %s", *pods, word), processorTime()-used, "s")
	memory(fmt.Sprintf("memory with %d pods %s", *pods, word))
}
