package meaning

import "golang.org/x/sys/cpu"

// fast tells that the processor has what the kernels in assembly use.
var fast = cpu.X86.HasAVX2

// vnni tells that it also has what the widest of them has a faster form for.
var vnni = cpu.X86.HasAVX512VNNI && cpu.X86.HasAVX512VL

//go:noescape
func panelVNNI(y *float32, stride int, p *byte, bias *float32, ints *int8, scales *float32, sums *int32, blocks, tiles int)
