package blame

import (
	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// checkingArguments are functions that stop or complain when they are asked for what cannot
// be, in places that are not there for others alone.
var checkingArguments = compileNames(`
	dma_resv_add_* dma_resv_list_set reservation_object_add_* dma_fence_init* dma_buf_vunmap* dma_buf_release drm_vblank_* drm_crtc_vblank_* drm_sched_job_* drm_sched_entity_push_job
	vb2_buffer_done media_pipeline_stop video_device_pipeline_stop usb_ep_queue pci_disable_device reset_control_* regcache_cache_*
	arm_lpae_unmap* arm_lpae_map* arm_lpae_init_pte iommu_dma_free iommu_dma_unmap_* iommu_dma_unmap mmc_start_request mmc_release_host
	snd_pcm_period_elapsed* blk_mq_start_request blk_mq_end_request blk_mq_free_request dql_completed unregister_netdevice_many* netif_napi_add* netif_napi_del* page_pool_destroy skb_checksum_help
	irq_domain_associate* irq_domain_remove ktime_get* migrate_enable put_task_struct mmdrop static_key_slow_* percpu_ref_* gen_pool_destroy gen_pool_free* sync_inodes_sb sysfs_remove_group* kernfs_remove_by_name_ns
	kernel_fpu_begin* kernel_neon_begin kernel_vector_begin apply_to_page_range apply_to_existing_page_range clk_nodrv_* clk_put clk_unregister clk_hw_unregister gic_irq_domain_* unbind_from_irq* netif_rx* local_bh_disable*
`)

// misused are the functions that check what they are asked for, where such a check is what
// the crash is about: whoever asked is to be looked at.
func misused(c *crash.Crash) []*nameSet {
	if class.ByName(c.Class).Asserts {
		return []*nameSet{checkingArguments}
	}
	return nil
}
