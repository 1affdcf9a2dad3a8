package main

import (
	rayv1 "github.com/ray-project/kuberay/ray-operator/apis/ray/v1"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils"
)

// In the order of the controller of each kind.

func validateRayCluster(text []byte) error {
	cluster, err := readInto[rayv1.RayCluster](text)
	if err != nil {
		return err
	}
	if err := utils.ValidateRayClusterMetadata(cluster.ObjectMeta); err != nil {
		return err
	}
	if err := utils.ValidateRayClusterSpec(&cluster.Spec, cluster.Annotations); err != nil {
		return err
	}
	return utils.ValidateRayClusterUpgradeOptions(cluster)
}

func validateRayJob(text []byte) error {
	job, err := readInto[rayv1.RayJob](text)
	if err != nil {
		return err
	}
	if err := utils.ValidateRayJobMetadata(job.ObjectMeta); err != nil {
		return err
	}
	return utils.ValidateRayJobSpec(job)
}

func validateRayService(text []byte) error {
	service, err := readInto[rayv1.RayService](text)
	if err != nil {
		return err
	}
	if err := utils.ValidateRayServiceMetadata(service.ObjectMeta); err != nil {
		return err
	}
	return utils.ValidateRayServiceSpec(service)
}

func validateRayCronJob(text []byte) error {
	job, err := readInto[rayv1.RayCronJob](text)
	if err != nil {
		return err
	}
	return utils.ValidateRayCronJobSpec(job)
}
