package pdf

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// countChars is the function of the engine with which a page of text begins.
const countChars = "FPDFText_CountChars"

// errCall says that the engine does not answer a question.
var errCall = errors.New("pdfium does not tell")

// observer sees which instance and which page of text a question is put to, so
// that the many that follow can be put to them directly: the library asks for
// memory, clears it and frees it again for each number of an answer, and each
// of these is a call that costs more than the answer.
type observer struct {
	mu     sync.Mutex // held while the question that is seen is put
	module api.Module
	page   uint64
}

// observed returns a context whose engine tells the observer.
func (o *observer) observed(ctx context.Context) context.Context {
	return experimental.WithFunctionListenerFactory(ctx, experimental.FunctionListenerFactoryFunc(
		func(f api.FunctionDefinition) experimental.FunctionListener {
			if !slices.Contains(f.ExportNames(), countChars) {
				return nil
			}
			return experimental.FunctionListenerFunc(func(_ context.Context, m api.Module, _ api.FunctionDefinition, params []uint64, _ experimental.StackIterator) {
				o.module, o.page = m, params[0]
			})
		}))
}

// textPage opens the direct way to a page of text, and counts its characters.
func (o *observer) textPage(c *calls, instance pdfium.Pdfium, page references.FPDF_TEXTPAGE) (textPage, int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.module = nil
	count, err := instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: page})
	if err != nil {
		return textPage{}, 0, err
	}
	if o.module == nil {
		return textPage{}, 0, errPDFEngine
	}
	if err := c.open(o.module); err != nil {
		return textPage{}, 0, err
	}
	return textPage{calls: c, page: o.page, objects: map[int]uint64{}, looks: map[uint64]*look{}}, count.Count, nil
}

// calls puts questions to one instance of the engine, and has the memory in it
// that answers are written to.
type calls struct {
	ctx       context.Context
	module    api.Module
	functions map[string]api.Function
	room      uint32 // address of roomBytes bytes
}

// roomBytes are enough for every answer; the name of a font that is longer is cut.
const roomBytes = 512

// open finds the memory for answers, once.
func (c *calls) open(module api.Module) error {
	if c.module != nil {
		return nil
	}
	c.module, c.functions = module, map[string]api.Function{}
	room := c.ask("malloc", roomBytes)
	if room == 0 {
		return errPDFMemory
	}
	c.room = uint32(room)
	return nil
}

// ask calls a function of the engine. What is not answered is 0, as the engine
// itself says where it does not know.
func (c *calls) ask(name string, params ...uint64) uint64 {
	f, known := c.functions[name]
	if !known {
		f = c.module.ExportedFunction(name)
		c.functions[name] = f
	}
	if f == nil {
		return 0
	}
	var stack [8]uint64
	copy(stack[:], params)
	if err := f.CallWithStack(c.ctx, stack[:]); err != nil {
		return 0
	}
	return stack[0]
}

// at is an address in the memory for answers, the nth number of size bytes.
func (c *calls) at(n, size uint32) uint64 { return uint64(c.room + n*size) }

func (c *calls) double(n uint32) float64 {
	v, _ := c.module.Memory().ReadFloat64Le(c.room + 8*n)
	return v
}

func (c *calls) float(n uint32) float64 {
	v, _ := c.module.Memory().ReadFloat32Le(c.room + 4*n)
	return float64(v)
}

func (c *calls) word(n uint32) uint32 {
	v, _ := c.module.Memory().ReadUint32Le(c.room + 4*n)
	return v
}

// yes reads the engine's answer to a question of yes or no.
func yes(answer uint64) bool { return int32(uint32(answer)) > 0 } //nolint:gosec // it is a 32-bit number

// float32Of reads an answer that is a number of 32 bits.
func float32Of(answer uint64) float64 { return float64(math.Float32frombits(uint32(answer))) } //nolint:gosec // as above
