#!/bin/sh
# Makes meaning/data/asking.bin, and measures what it is worth by leaving sets out; see README.md.
#
# Usage: tools/asking/run.sh WORK   from the root of the repository
# Needs Go and Python 3. WORK keeps what is made on the way. Environment: INDEX may be
# where pip finds builds of torch without CUDA.
set -eu
work=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
data=$here/../reader/data/open
a=ydelse,natur,vej,valg,sikkerhed,dyr,school,borger
b=arkiv,bibliotek,brand,building,dagtilbud,hjaelpemidler,kontrol,kulturskole
c=leave,personale,referat,spildevand,udbud,vedtaegt,waste
own=$(for n in tune held everyday everyday6 other; do printf '+%s' "$root/eval/testdata/questions-$n.jsonl"; done)
# Threads that wait must not spin, where others want the processor.
export OMP_NUM_THREADS=2 OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0 PYTHONPATH="$here/../reader"

mkdir -p "$work/units"
[ -d "$work/venv" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q ${INDEX:+--extra-index-url "$INDEX"} -r "$here/../reader/requirements.txt"
sets=home=${own#+}=
for n in $(echo $a,$b,$c | tr , ' '); do sets=$sets,$n=$data/$n.jsonl=$data/$n; done
go test -count=1 -timeout 2h "$here" -run TestUnits -sets "$sets" -out "$work/units"

train() { # log, out, what follows
	log=$1 out=$2; shift 2
	"$work/venv/bin/python" -u "$here/train.py" "$root/meaning/data/e5-small.bin" "$work/units" "$out" "$@" | tee "$here/logs/$log.log"
}
train fold-a "$work/a.bin" --learn $b,$c,home --left $a --seeds 1,2
train fold-b "$work/b.bin" --learn $a,$c,home --left $b --seeds 1,2
train fold-c "$work/c.bin" --learn $a,$b --left $c,home --seeds 1,2
train all "$root/meaning/data/asking.bin" --learn $a,$b,$c,home --seeds 1,2,3
