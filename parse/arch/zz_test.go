package arch
import ("testing";"os";"strings";"fmt")
func TestZZ(t *testing.T){
 for _,c:=range []struct{f string;a *Arch}{{"s390x/warn",S390},{"s390x/xmutex",S390},{"s390x/jump_data",S390},{"s390x/jump_null",S390}}{
  b,_:=os.ReadFile("../../../shared/corpus/kernels/"+c.f+".log"); d:=new(Dump); s:=string(b); s=s[strings.Index(s,"### CASE"):]
  for i,l:=range strings.Split(s,"\n"){ l=stripTime(strings.TrimSuffix(l,"\r")); if !c.a.Take(d,Line{i,l}){ fmt.Println("   NOT",l)}; if strings.HasPrefix(l,"---[ end"){break}}
  c.a.Close(d)
  fmt.Println("==",c.f,d.Bits,"die",d.Die,d.DieNumber,d.HasCode,d.DieCode,"fault",fmt.Sprintf("%+v",d.Fault),"ctx",d.Context,"user",d.UserMode)
  fmt.Printf(" PC %+v\n LR %+v SP %x\n",d.PC,d.LR,d.SP)
  for _,r:=range d.Registers{fmt.Printf("%s=%x(%s) ",r.Name,r.Value,r.Meaning)}; fmt.Println()
  fmt.Println(d.Status); fmt.Println(d.Notes, len(d.Stack))
  for _,x:=range d.Code{ e:="";if x.Effective!=nil{e=fmt.Sprintf("%#x",*x.Effective)}; fmt.Println("  ",fmt.Sprintf("%x",x.Address),x.Bytes,"|",x.Text,x.Trap,e)}
  for _,f:=range d.FullChain(){fmt.Print(f.Function,":",f.Context,":",f.Exact," ")}; fmt.Println()
 }
}
