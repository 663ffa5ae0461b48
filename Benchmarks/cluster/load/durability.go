package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// durability starts a server again and again on one data file, writes with 200 clients, kills it with SIGKILL in the
// middle and looks whether every write that was acknowledged is there afterwards.
//
// The command is given after the measures: load … durability -- drydock cluster --bare --data F --kubeconfig K
func durability(command []string, rounds int) {
	acknowledged := map[string]string{}
	total := 0
	for round := 0; round <= rounds; round++ {
		os.Remove(*kubeconfig)
		server := exec.Command(command[0], command[1:]...)
		server.Stderr = os.Stderr
		must(server.Start())
		var target *Server
		var admin *Connection
		var err error
		for try := 0; ; try++ {
			if target, err = ReadServer(*kubeconfig); err == nil {
				if admin, err = target.Connect(); err == nil {
					break
				}
			}
			if try > 200 {
				must(err)
			}
			time.Sleep(50 * time.Millisecond)
		}
		makeNamespace(admin, "load")
		lost, wrong := check(admin, acknowledged)
		fmt.Printf("start %d\t%d acknowledged\t%d lost\t%d torn or older\n", round, len(acknowledged), lost, wrong)
		if lost+wrong > 0 {
			server.Process.Kill()
			os.Exit(1)
		}
		if round == rounds {
			server.Process.Kill()
			server.Wait()
			break
		}
		var lock sync.Mutex
		var group sync.WaitGroup
		var count int64
		for i := 0; i < 200; i++ {
			c, err := target.Connect()
			must(err)
			group.Add(1)
			go func(i int, c *Connection) {
				defer group.Done()
				for n := 0; ; n++ {
					// One object that is written again and again, and new ones.
					name := fmt.Sprintf("k-%d", i)
					value := fmt.Sprintf("%d-%d-%s", round, n, strings.Repeat("y", 200))
					body := `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"` + name + `"},"data":{"v":"` + value + `","w":"` + value + `"}}`
					status, _, err := c.Do("PATCH", "/api/v1/namespaces/load/configmaps/"+name+"?fieldManager=load&force=true",
						"application/apply-patch+yaml", body)
					if err != nil || (status != 200 && status != 201) {
						return
					}
					lock.Lock()
					acknowledged[name] = value
					lock.Unlock()
					fresh := fmt.Sprintf("n-%d-%d-%d", round, i, n)
					status, _, err = c.Do("POST", "/api/v1/namespaces/load/configmaps", "application/json",
						`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"`+fresh+`"},"data":{"v":"`+value+`","w":"`+value+`"}}`)
					if err != nil || status != 201 {
						return
					}
					lock.Lock()
					acknowledged[fresh] = value
					lock.Unlock()
					atomic.AddInt64(&count, 2)
				}
			}(i, c)
		}
		time.Sleep(time.Duration(500+100*round) * time.Millisecond)
		must(server.Process.Kill())
		server.Wait()
		group.Wait()
		total += int(count)
	}
	fmt.Printf("%d writes by 200 clients, killed %d times: none lost\n", total, rounds)
}

// check compares what the server has with what was acknowledged. A newer value than the acknowledged one is right: the
// answer to it was cut off.
func check(admin *Connection, acknowledged map[string]string) (lost, wrong int) {
	_, text, err := admin.Text("GET", "/api/v1/namespaces/load/configmaps", "", "")
	must(err)
	var list struct {
		Items []struct {
			Metadata struct{ Name string }
			Data     map[string]string
		}
	}
	must(json.Unmarshal([]byte(text), &list))
	found := map[string]string{}
	for _, item := range list.Items {
		found[item.Metadata.Name] = item.Data["v"]
		if item.Data["v"] != item.Data["w"] {
			wrong++
		}
	}
	number := func(value string) (round, n int) {
		fmt.Sscanf(value, "%d-%d-", &round, &n)
		return
	}
	for name, value := range acknowledged {
		now, ok := found[name]
		if !ok {
			lost++
			continue
		}
		r1, n1 := number(value)
		r2, n2 := number(now)
		if r2 < r1 || (r2 == r1 && n2 < n1) {
			wrong++
		}
	}
	return
}
