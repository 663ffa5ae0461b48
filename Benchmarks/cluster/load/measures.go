package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

// list fills the server up to the wanted number of ConfigMaps and reads them all in one answer.
func list(server *Server, admin *Connection) {
	_, text, err := admin.Text("GET", "/api/v1/configmaps?limit=1", "", "")
	must(err)
	var head struct {
		Metadata struct{ RemainingItemCount int }
		Items    []struct{}
	}
	must(json.Unmarshal([]byte(text), &head))
	missing := *objects - head.Metadata.RemainingItemCount - len(head.Items)
	var group sync.WaitGroup
	work := make(chan struct{}, 64)
	for i := 0; i < 8; i++ {
		c, err := server.Connect()
		must(err)
		group.Add(1)
		go func() {
			defer group.Done()
			for range work {
				status, err := create(c, 0)
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
	for i := 0; i < 5; i++ {
		begin := time.Now()
		status, n, err := admin.Do("GET", "/api/v1/configmaps", "", "")
		must(err)
		expect("list", status, 200)
		times = append(times, time.Since(begin).Seconds()*1000)
		size = n
	}
	sort.Float64s(times)
	report(fmt.Sprintf("list of %d objects (%.1f MB)", *objects, float64(size)/1e6), times[len(times)/2], "ms")
	memory("RSS after it")
}

// fanOut opens watches on one namespace, each on a connection of its own, and measures from one write until the last
// of them has its event.
func fanOut(server *Server, admin *Connection) {
	makeNamespace(admin, "load-watch")
	type event struct{ at time.Time }
	seen := make(chan event, *watchers)
	ready := make(chan struct{}, *watchers)
	gate := make(chan struct{}, 32)
	for i := 0; i < *watchers; i++ {
		gate <- struct{}{}
		c, err := server.Connect()
		must(err)
		must(c.Send("GET", "/api/v1/namespaces/load-watch/secrets?watch=true", "", ""))
		go func() {
			reader := bufio.NewReader(c.reader)
			isReady := false
			for {
				line, err := reader.ReadString('\n')
				if err != nil {
					return
				}
				if !isReady && line == "\r\n" {
					isReady = true
					<-gate
					ready <- struct{}{}
				}
				if strings.HasPrefix(line, `{"type":`) {
					seen <- event{time.Now()}
				}
			}
		}()
	}
	for i := 0; i < *watchers; i++ {
		<-ready
	}
	var times []float64
	for round := 0; round < 9; round++ {
		time.Sleep(200 * time.Millisecond)
		begin := time.Now()
		name := fmt.Sprintf("w-%s-%d", unique, round)
		status, _, err := admin.Do("POST", "/api/v1/namespaces/load-watch/secrets", "application/json",
			`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"`+name+`"},"stringData":{"a":"b"}}`)
		must(err)
		expect("create", status, 201)
		last := begin
		for i := 0; i < *watchers; i++ {
			if e := <-seen; e.at.After(last) {
				last = e.at
			}
		}
		times = append(times, last.Sub(begin).Seconds()*1000)
	}
	sort.Float64s(times)
	report(fmt.Sprintf("one write to %d watchers", *watchers), times[len(times)/2], "ms")
	memory(fmt.Sprintf("RSS with %d watchers", *watchers))
}

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
	if *pids != "" {
		report(fmt.Sprintf("%d pods of a Deployment until %s: CPU of the server", *pods, word), processorTime()-used, "s")
	}
	memory(fmt.Sprintf("RSS with %d pods", *pods))
}
