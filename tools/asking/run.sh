#!/bin/sh
# Makes meaning/data/asking.bin, and measures what it is worth by leaving sets out; see README.md.
#
# Usage: tools/asking/run.sh WORK   from the root of the repository
# Needs Go, Python 3 and a copy of github.com/ltgoslo/NorQuAD, which NORQUAD names.
# WORK keeps what is made on the way. Environment: INDEX may be where pip finds
# builds of torch without CUDA.
set -eu
work=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
data=$here/../reader/data/open
first=ydelse,natur,vej,valg,sikkerhed,dyr,school,borger,arkiv,bibliotek,brand,building,dagtilbud,hjaelpemidler,kontrol,kulturskole,leave,personale,referat,spildevand,udbud,vedtaegt,waste
second=havn,lokaler,boligstoette,kirkegaard,skat,pleje,bus,museum,itguide,grants,region
third=psykiatri,databrug,idraet,parkering,erhvervsskole,lokalplan,forskning,tjenesterejse,sygedagpenge,plejefamilie,energi,foedsel,forening,aimyndighed
abroad=planningportal,councilhousing,bygglov,barnehage,kabels,wohngeld
own=$(for n in tune held everyday everyday6 other; do printf '+%s' "$root/eval/testdata/questions-$n.jsonl"; done)
# Threads that wait must not spin, where others want the processor.
export OMP_NUM_THREADS=2 OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0 PYTHONPATH="$here/../reader"

mkdir -p "$work/units"
[ -d "$work/venv" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q ${INDEX:+--extra-index-url "$INDEX"} -r "$here/../reader/requirements.txt"
"$work/venv/bin/python" "$here/norquad.py" "$NORQUAD" "$work/norquad"
sets=home=${own#+}=,nor=$work/norquad/nor.jsonl=$work/norquad/docs
for n in $(echo $first,$second,$third,$abroad | tr , ' '); do sets=$sets,$n=$data/$n.jsonl=$data/$n; done
go test -count=1 -timeout 2h "$here" -run TestUnits -sets "$sets" -out "$work/units"

train() { # log, out, what follows
	log=$1 out=$2; shift 2
	"$work/venv/bin/python" -u "$here/train.py" "$root/meaning/data/e5-small.bin" "$work/units" "$out" "$@" | tee "$here/logs/$log.log"
}
train without-first "$work/without-first.bin" --learn $second,$third,$abroad,nor --left $first,home
train without-third "$work/without-third.bin" --learn $first,$second,home,$abroad,nor --left $third
train all "$root/meaning/data/asking.bin" --learn $first,$second,$third,$abroad,home,nor
