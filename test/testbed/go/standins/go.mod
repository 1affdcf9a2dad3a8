module trainyard.dev/testbed/standins

go 1.24
