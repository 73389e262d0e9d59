package telemetry

import (
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/log"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"oopscope/console/protocol"
	"oopscope/parse/letter"
	"oopscope/parse/schema"
)

// Records of the log. Where OpenTelemetry's semantic conventions have a name for something it
// is used; what only a kernel's crash has begins with "oopscope.".

// Keys of our own.
const (
	portKey      attribute.Key = "oopscope.port"            // the console, as a person calls it
	classKey     attribute.Key = "oopscope.class"           // of the crash: docs/classes.md
	severityKey  attribute.Key = "oopscope.severity"        // what it means for the machine
	signatureKey attribute.Key = "oopscope.signature"       // what crashes are counted by
	exactKey     attribute.Key = "oopscope.signature.exact" // equal across boots, addresses, CPUs
	bugKey       attribute.Key = "oopscope.signature.bug"   // groups the symptoms of one bug
	moduleKey    attribute.Key = "oopscope.culprit.module"  // of the function to look at
	subsystemKey attribute.Key = "oopscope.subsystem"       // of the kernel's sources
	contextKey   attribute.Key = "oopscope.context"         // task, softirq, irq, nmi
	archKey      attribute.Key = "oopscope.arch"            // arm, arm64, x86_64 …
	machineKey   attribute.Key = "oopscope.machine"         // the board's model
	inputKey     attribute.Key = "oopscope.input"           // the port, or the capture, as its report names it
	senderKey    attribute.Key = "oopscope.sender"          // its address, on a line that has several
	bootKey      attribute.Key = "oopscope.boot"            // which boot of the session or capture
	uptimeKey    attribute.Key = "oopscope.uptime"          // seconds since it booted
	lineKey      attribute.Key = "oopscope.line"            // the first, in the session or capture
	causeKey     attribute.Key = "oopscope.echo_of"         // id of the crash that this one follows from
	idKey        attribute.Key = "oopscope.id"              // of the report, in the session or capture
	shapeKey     attribute.Key = "oopscope.shape"           // of trouble: its words without numbers
	repeatsKey   attribute.Key = "oopscope.count"           // how often it had come
)

// Bounds of what a board may put into a record, in bytes.
const (
	nameMost  = 200
	bodyMost  = 1 << 10
	stackMost = 16 << 10
)

// text is what was said, on one line, in UTF-8, and no longer than that.
func text(s string, most int) string { return letter.Clip(letter.Clean(letter.Cut(s, most)), most) }

// severities are those of OpenTelemetry in the order that ours have: all but a panic are
// errors, and what is no crash is a warning.
var severities = map[string]log.Severity{
	"panic": log.SeverityFatal, "oops": log.SeverityError4, "bug": log.SeverityError3, "stall": log.SeverityError2,
	"warning": log.SeverityError, "error": log.SeverityWarn,
}

// attributes collects those that have a value.
type attributes []attribute.KeyValue

func (a *attributes) text(k attribute.Key, value string) {
	if value != "" {
		*a = append(*a, k.String(text(value, nameMost)))
	}
}

func (a *attributes) number(k attribute.Key, n int) {
	if n != 0 {
		*a = append(*a, k.Int(n))
	}
}

func crashRecord(r *schema.Report) log.Record {
	a := common(r)
	a.text(semconv.ExceptionTypeKey, r.Class)
	a = append(a, semconv.ExceptionMessage(text(r.Title, bodyMost)))
	if stack := trace(r.Chain); stack != "" {
		a = append(a, semconv.ExceptionStacktrace(stack))
	}
	if r.Signature != nil {
		a.text(exactKey, r.Signature.Exact)
		a.text(bugKey, r.Signature.Bug)
	}
	if r.Culprit != nil {
		a.text(semconv.CodeFunctionNameKey, r.Culprit.Function)
		a.text(moduleKey, r.Culprit.Module)
	}
	if r.Owner != nil {
		a.text(subsystemKey, r.Owner.Subsystem)
	}
	if r.CPU != nil {
		a = append(a, semconv.CPULogicalNumber(*r.CPU))
	}
	if r.Task != nil {
		a.text(semconv.ProcessExecutableNameKey, r.Task.Comm) // what /proc/PID/status calls Name
		if r.Task.PID != nil {
			a = append(a, semconv.ProcessPID(*r.Task.PID))
		}
	}
	a.text(contextKey, r.Context)
	a.number(causeKey, r.EchoOf)
	return record("oopscope.crash", r, a)
}

func troubleRecord(r *schema.Report) log.Record {
	a := common(r)
	a.text(shapeKey, shapeOf(r))
	a.text(semconv.ErrorTypeKey, errnoOf(r))
	a.number(repeatsKey, r.Count)
	return record("oopscope.trouble", r, a)
}

// common is what crashes and trouble have.
func common(r *schema.Report) (a attributes) {
	a.text(classKey, r.Class)
	a.text(severityKey, r.Severity)
	a.text(inputKey, r.File)
	a.text(senderKey, r.Sender)
	a.text(semconv.OSVersionKey, r.Kernel)
	a.text(semconv.OSBuildIDKey, r.Build)
	a.text(archKey, r.Arch)
	a.text(machineKey, r.Machine)
	a.number(idKey, r.ID)
	a.number(bootKey, r.Boot)
	if r.Time != nil {
		a = append(a, uptimeKey.Float64(*r.Time))
	}
	if r.Lines != nil {
		a.number(lineKey, r.Lines.First)
	}
	return a
}

func record(event string, r *schema.Report, a attributes) log.Record {
	var out log.Record
	out.SetEventName(event)
	out.SetBody(attribute.StringValue(text(r.Title, bodyMost)))
	out.SetSeverity(severities[r.Severity])
	out.SetSeverityText(text(r.Severity, nameMost))
	if at, err := time.Parse(time.RFC3339, r.At); err == nil { // else it is known only when it was read
		out.SetTimestamp(at)
	}
	out.AddAttributes(a...)
	return out
}

func bootRecord(port string, b *protocol.Boot) log.Record {
	var a attributes
	a.text(inputKey, port)
	a.text(semconv.OSVersionKey, b.Kernel)
	a.number(bootKey, b.N)
	a.number(lineKey, b.Line)
	var out log.Record
	out.SetEventName("oopscope.boot")
	body := fmt.Sprintf("boot %d", b.N)
	if b.Kernel != "" {
		body += ": Linux " + text(b.Kernel, nameMost)
	}
	out.SetBody(attribute.StringValue(body))
	out.SetSeverity(log.SeverityInfo)
	out.SetTimestamp(time.Now())
	out.AddAttributes(a...)
	return out
}

// trace is the call chain as the kernel prints it, a frame a line, innermost first.
func trace(chain []schema.Frame) string {
	var b strings.Builder
	for i := range chain {
		f := &chain[i]
		line := text(f.Function, nameMost)
		if !f.Reliable {
			line = "? " + line
		}
		if f.Module != "" {
			line += " [" + text(f.Module, nameMost) + "]"
		}
		if f.File != "" {
			line += fmt.Sprintf(" (%s:%d)", text(f.File, nameMost), f.Line)
		}
		if b.Len()+len(line) >= stackMost {
			break
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
