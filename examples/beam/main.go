// Command beam counts the kernel crashes in archives of logs of any size, on Apache Beam: here,
// on Flink, on Spark or on Dataflow. It is an example of how oopscope's decoder, package
// oopscope/parse, is used in a program of one's own; the README has how it is started.
package main

import (
	"context"
	"errors"
	"flag"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/textio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
)

var (
	input  = flag.String("input", "", "the captures, also packed by gzip: /logs/*.log.gz, gs://bucket/*")
	output = flag.String("output", "", "where the signatures go, a JSON object a line")
	unread = flag.String("unread", "", "where the captures are named that could not be read to their end")
)

func main() {
	flag.Parse()
	beam.Init() // a worker goes on there, and does not come back
	if err := run(context.Background()); err != nil {
		log.Exitf(context.Background(), "%v", err)
	}
}

func run(ctx context.Context) error {
	if *input == "" || *output == "" || *unread == "" {
		return errors.New("give --input GLOB, --output FILE and --unread FILE")
	}
	p, s := beam.NewPipelineWithRoot()
	signatures, lost := count(s, *input)
	textio.Write(s.Scope("signatures"), *output, signatures)
	textio.Write(s.Scope("unread"), *unread, lost)
	return beamx.Run(ctx, p)
}

// count is the pipeline: each capture is decoded on its own, wherever that is, and what the
// captures have of each signature is added up. It returns lines of JSON, and the names of what
// could not be read to its end.
func count(s beam.Scope, glob string) (signatures, lost beam.PCollection) {
	captures := fileio.ReadMatches(s, fileio.MatchFiles(s, glob))
	found, lost := beam.ParDo2(s, decode, captures)
	return beam.ParDo(s, written, beam.CombinePerKey(s, &adder{}, found)), lost
}
