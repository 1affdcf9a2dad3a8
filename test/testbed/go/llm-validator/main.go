// Command llm-validator asks the webhook of KServe's LLMInferenceService, whose manager the test bed does not run: an object a line in, as JSON; a line out,
// which is the JSON text "ok" or the error. Defaults are filled in before, as the other webhook does it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/go-logr/logr"
	"github.com/kserve/kserve/pkg/apis/serving/v1alpha2"
	ctrl "sigs.k8s.io/controller-runtime"
)

func main() {
	ctrl.SetLogger(logr.Discard())
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<16), 1<<24)
	for lines.Scan() {
		answer, err := json.Marshal(verdict(lines.Bytes()))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(string(answer))
	}
}

func verdict(text []byte) string {
	service := &v1alpha2.LLMInferenceService{}
	if err := json.Unmarshal(text, service); err != nil {
		return err.Error()
	}
	service.SetDefaults(context.Background())
	validator := &v1alpha2.LLMInferenceServiceValidator{}
	if _, err := validator.ValidateCreate(context.Background(), service); err != nil {
		return err.Error()
	}
	return "ok"
}
