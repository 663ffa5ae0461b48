// The oracle of the regular expression tests: reads pattern, text, template and limit, one JSON array per line, and
// writes what Go's package regexp makes of them.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
)

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
			P, S, T string
			N       int
		}
		if err := json.Unmarshal(line, &c); err != nil {
			panic(err)
		}
		re, err := regexp.Compile(c.P)
		if err != nil {
			enc.Encode([]interface{}{err.Error()})
			continue
		}
		enc.Encode([]interface{}{
			"", re.MatchString(c.S), re.FindAllStringSubmatchIndex(c.S, c.N), re.ReplaceAllString(c.S, c.T),
			re.Split(c.S, c.N), re.SubexpNames(), re.FindString(c.S),
		})
	}
}
