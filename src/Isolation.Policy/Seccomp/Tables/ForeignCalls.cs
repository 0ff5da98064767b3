namespace Orchestrator.Isolation.Seccomp.Tables;

/// <summary>
/// Names that only architectures without a table here have (scripts/syscall.tbl and arch/*/kernel/syscalls of Linux
/// 6.18), and the multiplexed ones that libc knows but no table lists. A profile may name them; they come to nothing.
/// </summary>
internal static class ForeignCalls
{
    public const string Text =
        """
        arc_gettls arc_settls arc_usr_cmpxchg arm_fadvise64_64 arm_sync_file_range atomic_barrier atomic_cmpxchg_32
        breakpoint cachectl cacheflush clock_getres_time64 fadvise64_64 get_tls getpagesize getxgid getxpid getxuid
        kern_features lws_entry memory_ordering multiplexer or1k_atomic osf_sigprocmask pciconfig_iobase
        pciconfig_read pciconfig_write perfctr recv riscv_flush_icache riscv_hwprobe rtas s390_guarded_storage
        s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr s390_sthyi sched_set_affinity send set_tls
        sigaltstack32 spill spu_create spu_run subpage_prot swapcontext switch_endian sync_file_range2
        sys_debug_setcontext syscall sysmips timerfd usr26 usr32 utrap_install
        """;
}
