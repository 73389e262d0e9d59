package parse_test

import "testing"

// TestBlamesWhoAskedTheCore: the block layer that a request waits in, and what hands out
// memory for DMA, work for who called them.
func TestBlamesWhoAskedTheCore(t *testing.T) {
	for _, c := range []struct{ culprit, log string }{
		// after a report of 5.10.0-21-cloud-amd64, GoogleCloudPlatform/compute-image-packages#905
		{"jbd2_journal_commit_transaction", `INFO: task jbd2/sda1-8:166 blocked for more than 120 seconds.
      Not tainted 5.10.0-21-cloud-amd64 #1 Debian 5.10.162-1
"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
task:jbd2/sda1-8     state:D stack:    0 pid:  166 ppid:     2 flags:0x00004000
Call Trace:
 __schedule+0x282/0x870
 ? wbt_rqw_done+0xe0/0xe0
 schedule+0x46/0xb0
 io_schedule+0x42/0x70
 rq_qos_wait+0x106/0x170
 wbt_wait+0x9f/0x130
 __rq_qos_throttle+0x23/0x30
 blk_mq_submit_bio+0x124/0x520
 submit_bio_noacct+0x3a9/0x420
 submit_bh_wbc+0x16a/0x190
 jbd2_journal_commit_transaction+0x60a/0x1ad0
 kjournald2+0xab/0x270
 kthread+0x11b/0x140
 ret_from_fork+0x22/0x30
`},
		// made up in the form of mm/page_alloc.c, 4.8
		{"pump_buffer", `pump: page allocation failure: order:1, mode:0x2080024(GFP_ATOMIC|GFP_DMA32)
CPU: 1 PID: 4121 Comm: pump Not tainted 4.8.10 #1
Call Trace:
 [<ffffffff818211eb>] dump_stack+0x94/0xf9
 [<ffffffff81244c3d>] warn_alloc+0x1ad/0x1f0
 [<ffffffff81246142>] __alloc_pages_nodemask+0x1c2/0x2c0
 [<ffffffff81096344>] dma_generic_alloc_coherent+0xb4/0x1a0
 [<ffffffff810cf65d>] gart_alloc_coherent+0x6d/0x1a0
 [<ffffffff8205dba5>] pump_buffer+0x125/0x260
 [<ffffffff82064ebf>] pump_prepare+0x1ef/0x330
Mem-Info:
`},
	} {
		if got := bad(decode([]byte(c.log))); len(got) != 1 || got[0].Culprit.Function != c.culprit {
			t.Errorf("%d crashes, want %s to be blamed", len(got), c.culprit)
			for _, g := range got {
				t.Logf("%s: %v", g.Title, g.Culprit)
			}
		}
	}
}
