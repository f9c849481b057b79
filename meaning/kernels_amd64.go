package meaning

import "golang.org/x/sys/cpu"

// fast tells that the processor has what the kernels in assembly use.
var fast = cpu.X86.HasAVX2
