module trainyard.dev/testbed/webhook-pki

go 1.24
