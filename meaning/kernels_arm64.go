package meaning

import "golang.org/x/sys/cpu"

// fast tells that the processor has what the kernels in assembly use: the
// instruction SDOT.
var fast = cpu.ARM64.HasASIMDDP
