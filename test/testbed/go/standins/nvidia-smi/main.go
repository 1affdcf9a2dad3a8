// Program nvidia-smi stands in for NVIDIA's: it reports the devices that the container was given, with plausible moving values.
// It knows -L, --query-gpu=FIELDS and --format=csv[,noheader][,nounits]. Being static, it runs in every image.
package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"time"
)

const (
	product       = "NVIDIA A100-SXM4-80GB"
	defaultFields = "index,name,temperature.gpu,power.draw,utilization.gpu,memory.used,memory.total"
	// What NVIDIA's program ends with when it finds no device.
	noDevices = 6
)

var units = map[string]string{
	"utilization.gpu":    "%",
	"utilization.memory": "%",
	"memory.total":       "MiB",
	"memory.used":        "MiB",
	"memory.free":        "MiB",
	"power.draw":         "W",
	"power.limit":        "W",
}

type question struct {
	list   bool
	fields []string
	format string
}

func main() {
	ids := strings.FieldsFunc(os.Getenv("NVIDIA_VISIBLE_DEVICES"), func(r rune) bool { return r == ',' })
	if len(ids) == 0 {
		fmt.Println("No devices were found")
		os.Exit(noDevices)
	}
	asked := read(os.Args[1:])
	if asked.list {
		for index, id := range ids {
			fmt.Printf("GPU %d: %s (UUID: %s)\n", index, product, id)
		}
		return
	}
	if !strings.Contains(asked.format, "noheader") {
		printRow(asked.fields, heading)
	}
	for index, id := range ids {
		values := device(index, id, time.Now())
		printRow(asked.fields, func(field string) string { return cell(values, field, asked.format) })
	}
}

func read(args []string) question {
	asked := question{fields: strings.Split(defaultFields, ",")}
	for _, arg := range args {
		if arg == "-L" || arg == "--list-gpus" {
			asked.list = true
		} else if fields, ok := strings.CutPrefix(arg, "--query-gpu="); ok {
			asked.fields = strings.Split(fields, ",")
		} else if format, ok := strings.CutPrefix(arg, "--format="); ok {
			asked.format = format
		}
	}
	return asked
}

func printRow(fields []string, text func(field string) string) {
	cells := make([]string, 0, len(fields))
	for _, field := range fields {
		cells = append(cells, text(strings.TrimSpace(field)))
	}
	fmt.Println(strings.Join(cells, ", "))
}

func heading(field string) string {
	if unit := units[field]; unit != "" {
		return field + " [" + unit + "]"
	}
	return field
}

func cell(values map[string]any, field, format string) string {
	value, known := values[field]
	if !known {
		return "[N/A]"
	}
	if unit := units[field]; unit != "" && !strings.Contains(format, "nounits") {
		return fmt.Sprint(value, " ", unit)
	}
	return fmt.Sprint(value)
}

func device(index int, id string, now time.Time) map[string]any {
	const memory = 81920
	load := int(50 + 45*math.Sin(float64(now.UnixMilli())/7000+float64(index)))
	used := 1000 + load*700
	return map[string]any{
		"index":              index,
		"name":               product,
		"gpu_name":           product,
		"uuid":               id,
		"gpu_uuid":           id,
		"driver_version":     "580.65.06",
		"utilization.gpu":    load,
		"utilization.memory": load / 2,
		"memory.total":       memory,
		"memory.used":        used,
		"memory.free":        memory - used,
		"temperature.gpu":    35 + load/3,
		"power.draw":         60 + load*3,
		"power.limit":        400,
	}
}
