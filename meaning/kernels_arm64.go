package meaning

import "golang.org/x/sys/cpu"

// fast tells that the processor has what the kernels in assembly use: the
// instruction SDOT.
var fast = cpu.ARM64.HasASIMDDP

// vnni is amd64's.
var vnni = false

func panelVNNI(*float32, int, *byte, *float32, *int8, *float32, *int32, int, int) {}
