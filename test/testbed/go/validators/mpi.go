package main

import (
	kubeflow "github.com/kubeflow/mpi-operator/pkg/apis/kubeflow/v2beta1"
	"github.com/kubeflow/mpi-operator/pkg/apis/kubeflow/validation"
)

func validateMPIJob(text []byte) error {
	job, err := readInto[kubeflow.MPIJob](text)
	if err != nil {
		return err
	}
	kubeflow.SetDefaults_MPIJob(job)
	return validation.ValidateMPIJob(job).ToAggregate()
}
