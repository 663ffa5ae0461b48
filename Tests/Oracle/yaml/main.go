// Reads and writes YAML and JSON with the libraries that Kubernetes' tools use, for comparison.
//
// Standard input holds requests, standard output as many answers in the same order. A request is a line "OPERATION LENGTH"
// and LENGTH bytes; an answer is a line "ok LENGTH" or "error LENGTH" and LENGTH bytes.
//
//	read    YAML to JSON as sigs.k8s.io/yaml does it
//	strict  the same, refusing duplicate keys
//	write   JSON to YAML as sigs.k8s.io/yaml does it
//	v3      JSON to YAML as gopkg.in/yaml.v3 does it with an indentation of two
//	v3four  the same with an indentation of four
//	json    JSON to JSON, through encoding/json
//
// Built with Debian's golang-k8s-sigs-yaml-dev: GO111MODULE=off GOPATH=/usr/share/gocode go build
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	yamlv3 "gopkg.in/yaml.v3"
	"sigs.k8s.io/yaml"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		var operation string
		var length int
		if _, err := fmt.Fscanf(in, "%s %d\n", &operation, &length); err != nil {
			return
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(in, body); err != nil {
			return
		}
		status := "ok"
		answer, err := answer(operation, body)
		if err != nil {
			status, answer = "error", []byte(err.Error())
		}
		fmt.Fprintf(out, "%s %d\n", status, len(answer))
		out.Write(answer)
	}
}

func answer(operation string, body []byte) (result []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	switch operation {
	case "read":
		return normal(yaml.YAMLToJSON(body))
	case "strict":
		return normal(yaml.YAMLToJSONStrict(body))
	case "write":
		return yaml.JSONToYAML(body)
	case "v3", "v3four":
		value, err := decode(body)
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		encoder := yamlv3.NewEncoder(&text)
		encoder.SetIndent(map[string]int{"v3": 2, "v3four": 4}[operation])
		if err := encoder.Encode(value); err != nil {
			return nil, err
		}
		return text.Bytes(), encoder.Close()
	case "json":
		var any interface{}
		if err := json.Unmarshal(body, &any); err != nil {
			return nil, err
		}
		return normal(body, nil)
	}
	return nil, errors.New("no such operation")
}

// normal makes of numbers what remains of them in Kubernetes.
func normal(text []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	value, err := decode(text)
	if err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// decode reads numbers as Kubernetes does: as int64 where that holds them.
func decode(body []byte) (interface{}, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value interface{}
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return number(value), nil
}

func number(value interface{}) interface{} {
	switch value := value.(type) {
	case json.Number:
		if integer, err := value.Int64(); err == nil && value != "-0" {
			return integer
		}
		float, _ := value.Float64()
		return float
	case []interface{}:
		for i := range value {
			value[i] = number(value[i])
		}
	case map[string]interface{}:
		for key := range value {
			value[key] = number(value[key])
		}
	}
	return value
}
