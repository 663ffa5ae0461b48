package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Server is what a kubeconfig says about the server: its address and how to reach it.
type Server struct {
	Address string
	TLS     *tls.Config
	Token   string
}

// ReadServer reads a kubeconfig that holds its certificates itself (one cluster, one user).
func ReadServer(path string) (*Server, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	field := func(name string) string {
		match := regexp.MustCompile(`(?m)(?:^|[\s{,-])` + name + `:\s*"?([^"\s,{}]+)"?`).FindSubmatch(text)
		if match == nil {
			return ""
		}
		return string(match[1])
	}
	decode := func(name string) []byte {
		data, _ := base64.StdEncoding.DecodeString(field(name + "-data"))
		if len(data) == 0 && field(name) != "" {
			data, _ = os.ReadFile(field(name))
		}
		return data
	}
	address, err := url.Parse(field("server"))
	if err != nil || address.Scheme != "https" {
		return nil, fmt.Errorf("%s: no https server in it", path)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(decode("certificate-authority"))
	config := &tls.Config{RootCAs: pool, ServerName: address.Hostname()}
	if certificate := decode("client-certificate"); len(certificate) > 0 {
		pair, err := tls.X509KeyPair(certificate, decode("client-key"))
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return &Server{Address: address.Host, TLS: config, Token: field("token")}, nil
}

// Connection is one HTTP/1.1 connection that stays open.
type Connection struct {
	server *Server
	conn   net.Conn
	reader *bufio.Reader
	out    []byte
}

func (s *Server) Connect() (*Connection, error) {
	conn, err := tls.Dial("tcp", s.Address, s.TLS)
	if err != nil {
		return nil, err
	}
	return &Connection{server: s, conn: conn, reader: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *Connection) Send(method, path, contentType, body string) error {
	c.out = append(c.out[:0], method...)
	c.out = append(c.out, ' ')
	c.out = append(c.out, path...)
	c.out = append(c.out, " HTTP/1.1\r\nHost: "...)
	c.out = append(c.out, c.server.Address...)
	c.out = append(c.out, "\r\nAccept: application/json\r\nUser-Agent: load/1\r\n"...)
	if c.server.Token != "" {
		c.out = append(c.out, "Authorization: Bearer "+c.server.Token+"\r\n"...)
	}
	if body != "" {
		c.out = append(c.out, "Content-Type: "...)
		c.out = append(c.out, contentType...)
		c.out = append(c.out, "\r\nContent-Length: "...)
		c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
		c.out = append(c.out, "\r\n"...)
	}
	c.out = append(c.out, "\r\n"...)
	c.out = append(c.out, body...)
	_, err := c.conn.Write(c.out)
	return err
}

// Do sends a request and reads the whole answer. It returns the status and the length of the body.
func (c *Connection) Do(method, path, contentType, body string) (int, int64, error) {
	if err := c.Send(method, path, contentType, body); err != nil {
		return 0, 0, err
	}
	return c.receive(nil)
}

// Text is Do with the body of the answer.
func (c *Connection) Text(method, path, contentType, body string) (int, string, error) {
	if err := c.Send(method, path, contentType, body); err != nil {
		return 0, "", err
	}
	var text strings.Builder
	status, _, err := c.receive(&text)
	return status, text.String(), err
}

// receive reads an answer. It is less than net/http's reader and costs less: the driver shares the machine with the server.
func (c *Connection) receive(out io.Writer) (status int, size int64, err error) {
	if out == nil {
		out = io.Discard
	}
	length, isChunked := int64(0), false
	for first := true; ; first = false {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if first {
			if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
				return 0, 0, fmt.Errorf("no answer in HTTP/1.1: %q", line)
			}
			status = int(line[9]-'0')*100 + int(line[10]-'0')*10 + int(line[11]-'0')
			continue
		}
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte("content-length")):
			if length, err = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64); err != nil {
				return 0, 0, err
			}
		case bytes.EqualFold(name, []byte("transfer-encoding")):
			isChunked = true
		}
	}
	if isChunked {
		size, err = io.Copy(out, httputil.NewChunkedReader(c.reader))
		if err == nil {
			// The empty line after the last chunk.
			_, err = c.reader.ReadSlice('\n')
		}
		return status, size, err
	}
	if out == io.Discard {
		n, err := c.reader.Discard(int(length))
		return status, int64(n), err
	}
	size, err = io.CopyN(out, c.reader, length)
	return status, size, err
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func expect(what string, status int, wanted ...int) {
	for _, w := range wanted {
		if status == w {
			return
		}
	}
	must(fmt.Errorf("%s: the server answered %d, wanted %s", what, status, strings.Trim(fmt.Sprint(wanted), "[]")))
}
