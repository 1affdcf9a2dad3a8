package main

import (
	"context"

	wfv1 "github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v3/workflow/validate"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// No template of other objects is there.
type noTemplates struct{}

func (noTemplates) Get(name string) (*wfv1.WorkflowTemplate, error) {
	return nil, errors.NewNotFound(schema.GroupResource{Group: "argoproj.io", Resource: "workflowtemplates"}, name)
}

type noClusterTemplates struct{}

func (noClusterTemplates) Get(name string) (*wfv1.ClusterWorkflowTemplate, error) {
	return nil, errors.NewNotFound(schema.GroupResource{Group: "argoproj.io", Resource: "clusterworkflowtemplates"}, name)
}

func validateWorkflow(text []byte) error {
	workflow, err := readInto[wfv1.Workflow](text)
	if err != nil {
		return err
	}
	return validate.ValidateWorkflow(noTemplates{}, noClusterTemplates{}, workflow, nil, validate.ValidateOpts{})
}

func validateWorkflowTemplate(text []byte) error {
	template, err := readInto[wfv1.WorkflowTemplate](text)
	if err != nil {
		return err
	}
	return validate.ValidateWorkflowTemplate(noTemplates{}, noClusterTemplates{}, template, nil, validate.ValidateOpts{})
}

func validateClusterWorkflowTemplate(text []byte) error {
	template, err := readInto[wfv1.ClusterWorkflowTemplate](text)
	if err != nil {
		return err
	}
	return validate.ValidateClusterWorkflowTemplate(noTemplates{}, noClusterTemplates{}, template, nil, validate.ValidateOpts{})
}

func validateCronWorkflow(text []byte) error {
	workflow, err := readInto[wfv1.CronWorkflow](text)
	if err != nil {
		return err
	}
	return validate.ValidateCronWorkflow(context.Background(), noTemplates{}, noClusterTemplates{}, workflow, nil)
}
