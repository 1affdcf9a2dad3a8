package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	api "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

// A device plugin without devices: kubelet and scheduler take its GPUs for real ones.
type gpuPlugin struct {
	api.UnimplementedDevicePluginServer
	resource      string
	ids           []string
	nvidiaSmi     string
	unhealthyFile string
}

// runGPUPlugin offers GPUs until it is ended. A kubelet that starts deletes every socket in the directory: then the plugin begins anew.
func runGPUPlugin() {
	plugin := readGPUFlags()
	socket := filepath.Join(api.DevicePluginPath, "trainyard-gpu.sock")
	for {
		_ = os.Remove(socket)
		listener, err := net.Listen("unix", socket)
		if err != nil { // The kubelet has not made the directory yet.
			time.Sleep(200 * time.Millisecond)
			continue
		}
		server := grpc.NewServer()
		api.RegisterDevicePluginServer(server, plugin)
		go func() { _ = server.Serve(listener) }()
		plugin.keepRegistered(socket)
		server.Stop()
	}
}

func readGPUFlags() *gpuPlugin {
	flags := flag.NewFlagSet("gpu-plugin", flag.ExitOnError)
	count := flags.Int("count", 4, "number of GPUs")
	plugin := &gpuPlugin{}
	flags.StringVar(&plugin.resource, "resource", "nvidia.com/gpu", "name of the resource")
	flags.StringVar(&plugin.nvidiaSmi, "nvidia-smi", "", "program that containers with a GPU get as /usr/bin/nvidia-smi")
	flags.StringVar(&plugin.unhealthyFile, "unhealthy-file", "", "file with the ids of unhealthy GPUs")
	must(flags.Parse(os.Args[1:]))
	for index := range *count {
		plugin.ids = append(plugin.ids, fmt.Sprintf("GPU-%08d-0000-4000-8000-000000000000", index))
	}
	return plugin
}

// keepRegistered returns when the socket is gone.
func (p *gpuPlugin) keepRegistered(socket string) {
	for registered := false; ; time.Sleep(100 * time.Millisecond) {
		if _, err := os.Stat(socket); err != nil {
			return
		}
		if !registered && p.register(filepath.Base(socket)) == nil {
			registered = true
			log.Printf("registered %s with %d devices", p.resource, len(p.ids))
		}
	}
}

func (p *gpuPlugin) register(endpoint string) error {
	connection, err := grpc.NewClient("unix://"+api.KubeletSocket, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	request := &api.RegisterRequest{Version: api.Version, Endpoint: endpoint, ResourceName: p.resource}
	_, err = api.NewRegistrationClient(connection).Register(ctx, request)
	return err
}

func (p *gpuPlugin) GetDevicePluginOptions(context.Context, *api.Empty) (*api.DevicePluginOptions, error) {
	return &api.DevicePluginOptions{}, nil
}

// ListAndWatch sends the devices again whenever the file of unhealthy ones changes what they are.
func (p *gpuPlugin) ListAndWatch(_ *api.Empty, stream api.DevicePlugin_ListAndWatchServer) error {
	var sent []bool
	for stream.Context().Err() == nil {
		if healthy := p.healthy(); !slices.Equal(healthy, sent) {
			if err := stream.Send(&api.ListAndWatchResponse{Devices: p.devices(healthy)}); err != nil {
				return err
			}
			sent = healthy
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil
}

func (p *gpuPlugin) healthy() []bool {
	// Without the file all are healthy.
	text, _ := os.ReadFile(p.unhealthyFile)
	unhealthy := strings.Fields(string(text))
	states := make([]bool, 0, len(p.ids))
	for _, id := range p.ids {
		states = append(states, !slices.Contains(unhealthy, id))
	}
	return states
}

func (p *gpuPlugin) devices(healthy []bool) []*api.Device {
	devices := make([]*api.Device, 0, len(p.ids))
	for index, id := range p.ids {
		health := api.Unhealthy
		if healthy[index] {
			health = api.Healthy
		}
		devices = append(devices, &api.Device{ID: id, Health: health})
	}
	return devices
}

// Allocate gives a container what NVIDIA's runtime would: the ids of its devices, and nvidia-smi.
func (p *gpuPlugin) Allocate(_ context.Context, request *api.AllocateRequest) (*api.AllocateResponse, error) {
	response := &api.AllocateResponse{}
	for _, container := range request.ContainerRequests {
		response.ContainerResponses = append(response.ContainerResponses, p.allocated(container.DevicesIds))
	}
	return response, nil
}

func (p *gpuPlugin) allocated(ids []string) *api.ContainerAllocateResponse {
	given := &api.ContainerAllocateResponse{Envs: map[string]string{
		"NVIDIA_VISIBLE_DEVICES":     strings.Join(ids, ","),
		"NVIDIA_DRIVER_CAPABILITIES": "compute,utility",
	}}
	if p.nvidiaSmi != "" {
		given.Mounts = []*api.Mount{{HostPath: p.nvidiaSmi, ContainerPath: "/usr/bin/nvidia-smi", ReadOnly: true}}
	}
	return given
}
