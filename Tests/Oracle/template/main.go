// Command template renders templates with Go's own text/template and Sprig, as an oracle for our engine.
//
// It reads one JSON object a line, {"template": "…", "values": {…}}, and writes one a line,
// {"output": "…"} or {"error": "…"}; texts are base64, since they may hold any bytes. The functions are Sprig's and
// those of helm that need nothing but the engine. Build it with
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o oracle ./Tests/Oracle/template
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"text/template"
	"time"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

type request struct {
	Template string                 `json:"template"` // base64
	Values   map[string]interface{} `json:"values"`
}

type response struct {
	Output *string `json:"output,omitempty"` // base64
	Error  *string `json:"error,omitempty"`  // base64
}

// bounded stops templates that write without end.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > 1<<22 {
		return 0, errors.New("too much output")
	}
	return b.Buffer.Write(p)
}

func functions(t *template.Template) template.FuncMap {
	all := template.FuncMap(sprig.GenericFuncMap())
	delete(all, "env")
	delete(all, "expandenv")
	all["getHostByName"] = func(string) string { return "" }
	all["include"] = func(name string, data interface{}) (string, error) {
		var out bounded
		err := t.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	all["tpl"] = func(text string, data interface{}) (string, error) {
		clone, err := t.Clone()
		if err != nil {
			return "", err
		}
		clone.Option("missingkey=zero")
		clone, err = clone.New(t.Name()).Parse(text)
		if err != nil {
			return "", fmt.Errorf("cannot parse template %q: %w", text, err)
		}
		var out bounded
		if err := clone.Execute(&out, data); err != nil {
			return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
		}
		return strings.ReplaceAll(out.String(), "<no value>", ""), nil
	}
	all["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return value, errors.New(message)
		}
		return value, nil
	}
	all["toYaml"] = func(v interface{}) string {
		data, err := yaml.Marshal(v)
		if err != nil {
			return ""
		}
		return strings.TrimSuffix(string(data), "\n")
	}
	all["fromYaml"] = func(text string) map[string]interface{} {
		m := map[string]interface{}{}
		if err := yaml.Unmarshal([]byte(text), &m); err != nil {
			m["Error"] = err.Error()
		}
		return m
	}
	all["fromJson"] = func(text string) map[string]interface{} {
		m := make(map[string]interface{})
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			m["Error"] = err.Error()
		}
		return m
	}
	all["fromJsonArray"] = func(text string) []interface{} {
		a := []interface{}{}
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			a = []interface{}{err.Error()}
		}
		return a
	}
	all["fail"] = func(message string) (string, error) { return "", errors.New(message) }
	return all
}

func render(r request) response {
	text, err := base64.StdEncoding.DecodeString(r.Template)
	if err != nil {
		return failed(err)
	}
	t := template.New("gotpl").Option("missingkey=zero")
	t.Funcs(functions(t))
	if _, err := t.New("t").Parse(string(text)); err != nil {
		return failed(err)
	}
	var out bounded
	if err := t.ExecuteTemplate(&out, "t", map[string]interface{}{"Values": r.Values}); err != nil {
		return failed(err)
	}
	encoded := base64.StdEncoding.EncodeToString(out.Bytes())
	return response{Output: &encoded}
}

func failed(err error) response {
	encoded := base64.StdEncoding.EncodeToString([]byte(err.Error()))
	return response{Error: &encoded}
}

// begun is when the present template began, in nanoseconds since 1970.
var begun atomic.Int64

// watch ends the program before a template such as {{ until 9223372036854775807 }} takes all memory, or all time.
func watch() {
	var stats runtime.MemStats
	for now := range time.Tick(20 * time.Millisecond) {
		if runtime.ReadMemStats(&stats); stats.HeapAlloc > 1<<29 || now.UnixNano()-begun.Load() > int64(10*time.Second) {
			os.Exit(2)
		}
	}
}

func main() {
	debug.SetMaxStack(1 << 26)
	begun.Store(time.Now().UnixNano())
	go watch()
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for in.Scan() {
		begun.Store(time.Now().UnixNano())
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(render(r)); err != nil {
			os.Exit(1)
		}
		// A template that makes Go crash (a dictionary that holds itself) leaves the answers before it.
		out.Flush()
	}
}
