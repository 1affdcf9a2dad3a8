// Command validators asks the functions with which controllers validate the objects of their kinds, where no webhook does: an object a line in, as JSON; a
// line out, which is the JSON text "ok" or the error.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/sirupsen/logrus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// By `apiVersion kind`.
var validators = map[string]func(text []byte) error{
	"argoproj.io/v1alpha1 Workflow":                validateWorkflow,
	"argoproj.io/v1alpha1 WorkflowTemplate":        validateWorkflowTemplate,
	"argoproj.io/v1alpha1 ClusterWorkflowTemplate": validateClusterWorkflowTemplate,
	"argoproj.io/v1alpha1 CronWorkflow":            validateCronWorkflow,
	"kubeflow.org/v2beta1 MPIJob":                  validateMPIJob,
	"ray.io/v1 RayCluster":                         validateRayCluster,
	"ray.io/v1 RayCronJob":                         validateRayCronJob,
	"ray.io/v1 RayJob":                             validateRayJob,
	"ray.io/v1 RayService":                         validateRayService,
}

func main() {
	logrus.SetOutput(io.Discard)
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
	var kind metav1.TypeMeta
	if err := json.Unmarshal(text, &kind); err != nil {
		return err.Error()
	}
	validate, known := validators[kind.APIVersion+" "+kind.Kind]
	if !known {
		fmt.Fprintln(os.Stderr, "no validator of", kind.APIVersion, kind.Kind)
		os.Exit(1)
	}
	if err := validate(text); err != nil {
		return err.Error()
	}
	return "ok"
}

// readInto gives the object that a text is, as the controller gets it.
func readInto[T any](text []byte) (*T, error) {
	object := new(T)
	return object, json.Unmarshal(text, object)
}
