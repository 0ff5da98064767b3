using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

/// <summary>
/// struct lxc_container as LXC 7 lays it out on x86-64; programs that were built for 5.0 or 6.0 know a part of its
/// beginning. Its texts are the allocator's (malloc), since programs free and exchange them.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal unsafe struct lxc_container
{
    public const int Bytes = 584;

    [FieldOffset(0)] public byte* name;
    [FieldOffset(8)] public byte* configfile;
    [FieldOffset(16)] public byte* pidfile;
    [FieldOffset(24)] public nint slock;
    [FieldOffset(32)] public nint privlock;
    [FieldOffset(40)] public int numthreads;
    [FieldOffset(48)] public nint lxc_conf;
    [FieldOffset(56)] public byte* error_string;
    [FieldOffset(64)] public int error_num;
    [FieldOffset(68)] public byte daemonize;
    [FieldOffset(72)] public byte* config_path;

    [FieldOffset(80)] public delegate* unmanaged<lxc_container*, byte> is_defined;
    [FieldOffset(88)] public delegate* unmanaged<lxc_container*, byte*> state;
    [FieldOffset(96)] public delegate* unmanaged<lxc_container*, byte> is_running;
    [FieldOffset(104)] public delegate* unmanaged<lxc_container*, byte> freeze;
    [FieldOffset(112)] public delegate* unmanaged<lxc_container*, byte> unfreeze;
    [FieldOffset(120)] public delegate* unmanaged<lxc_container*, int> init_pid;
    [FieldOffset(128)] public delegate* unmanaged<lxc_container*, byte*, byte> load_config;
    [FieldOffset(136)] public delegate* unmanaged<lxc_container*, int, byte**, byte> start;
    [FieldOffset(144)] public delegate* unmanaged<lxc_container*, int, byte*, byte*, byte*, byte*, byte*, byte> startl;
    [FieldOffset(152)] public delegate* unmanaged<lxc_container*, byte> stop;
    [FieldOffset(160)] public delegate* unmanaged<lxc_container*, byte, byte> want_daemonize;
    [FieldOffset(168)] public delegate* unmanaged<lxc_container*, byte, byte> want_close_all_fds;
    [FieldOffset(176)] public delegate* unmanaged<lxc_container*, byte*> config_file_name;
    [FieldOffset(184)] public delegate* unmanaged<lxc_container*, byte*, int, byte> wait;
    [FieldOffset(192)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte> set_config_item;
    [FieldOffset(200)] public delegate* unmanaged<lxc_container*, byte> destroy;
    [FieldOffset(208)] public delegate* unmanaged<lxc_container*, byte*, byte> save_config;
    [FieldOffset(216)] public delegate* unmanaged<lxc_container*, byte*, byte*, bdev_specs*, int, byte**, byte> create;
    [FieldOffset(224)] public delegate* unmanaged<lxc_container*, byte*, byte*, bdev_specs*, int, byte*, byte*, byte> createl;
    [FieldOffset(232)] public delegate* unmanaged<lxc_container*, byte*, byte> rename;
    [FieldOffset(240)] public delegate* unmanaged<lxc_container*, byte> reboot;
    [FieldOffset(248)] public delegate* unmanaged<lxc_container*, int, byte> shutdown;
    [FieldOffset(256)] public delegate* unmanaged<lxc_container*, void> clear_config;
    [FieldOffset(264)] public delegate* unmanaged<lxc_container*, byte*, byte> clear_config_item;
    [FieldOffset(272)] public delegate* unmanaged<lxc_container*, byte*, byte*, int, int> get_config_item;
    [FieldOffset(280)] public delegate* unmanaged<lxc_container*, byte*, byte*> get_running_config_item;
    [FieldOffset(288)] public delegate* unmanaged<lxc_container*, byte*, byte*, int, int> get_keys;
    [FieldOffset(296)] public delegate* unmanaged<lxc_container*, byte**> get_interfaces;
    [FieldOffset(304)] public delegate* unmanaged<lxc_container*, byte*, byte*, int, byte**> get_ips;
    [FieldOffset(312)] public delegate* unmanaged<lxc_container*, byte*, byte*, int, int> get_cgroup_item;
    [FieldOffset(320)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte> set_cgroup_item;
    [FieldOffset(328)] public delegate* unmanaged<lxc_container*, byte*> get_config_path;
    [FieldOffset(336)] public delegate* unmanaged<lxc_container*, byte*, byte> set_config_path;
    [FieldOffset(344)] public delegate* unmanaged<lxc_container*, byte*, byte*, int, byte*, byte*, ulong, byte**, lxc_container*> clone;
    [FieldOffset(352)] public delegate* unmanaged<lxc_container*, int*, int*, int> console_getfd;
    [FieldOffset(360)] public delegate* unmanaged<lxc_container*, int, int, int, int, int, int> console;
    [FieldOffset(368)] public delegate* unmanaged<lxc_container*, delegate* unmanaged<void*, int>, void*, lxc_attach_options_t*, int*, int> attach;
    [FieldOffset(376)] public delegate* unmanaged<lxc_container*, lxc_attach_options_t*, byte*, byte**, int> attach_run_wait;
    [FieldOffset(384)] public delegate* unmanaged<lxc_container*, lxc_attach_options_t*, byte*, byte*, byte*, byte*, byte*, int> attach_run_waitl;
    [FieldOffset(392)] public delegate* unmanaged<lxc_container*, byte*, int> snapshot;
    [FieldOffset(400)] public delegate* unmanaged<lxc_container*, lxc_snapshot**, int> snapshot_list;
    [FieldOffset(408)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte> snapshot_restore;
    [FieldOffset(416)] public delegate* unmanaged<lxc_container*, byte*, byte> snapshot_destroy;
    [FieldOffset(424)] public delegate* unmanaged<lxc_container*, byte> may_control;
    [FieldOffset(432)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte> add_device_node;
    [FieldOffset(440)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte> remove_device_node;
    [FieldOffset(448)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte> attach_interface;
    [FieldOffset(456)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte> detach_interface;
    [FieldOffset(464)] public delegate* unmanaged<lxc_container*, byte*, byte, byte, byte> checkpoint;
    [FieldOffset(472)] public delegate* unmanaged<lxc_container*, byte*, byte, byte> restore;
    [FieldOffset(480)] public delegate* unmanaged<lxc_container*, byte> destroy_with_snapshots;
    [FieldOffset(488)] public delegate* unmanaged<lxc_container*, byte> snapshot_destroy_all;
    [FieldOffset(496)] public delegate* unmanaged<lxc_container*, uint, migrate_opts*, uint, int> migrate;
    [FieldOffset(504)] public delegate* unmanaged<lxc_container*, lxc_console_log*, int> console_log;
    [FieldOffset(512)] public delegate* unmanaged<lxc_container*, int, byte> reboot2;
    [FieldOffset(520)] public delegate* unmanaged<lxc_container*, byte*, byte*, byte*, ulong, void*, int*, int> mount;
    [FieldOffset(528)] public delegate* unmanaged<lxc_container*, byte*, ulong, int*, int> umount;
    [FieldOffset(536)] public delegate* unmanaged<lxc_container*, int> seccomp_notify_fd;
    [FieldOffset(544)] public delegate* unmanaged<lxc_container*, int> seccomp_notify_fd_active;
    [FieldOffset(552)] public delegate* unmanaged<lxc_container*, int> init_pidfd;
    [FieldOffset(560)] public delegate* unmanaged<lxc_container*, int> devpts_fd;
    [FieldOffset(568)] public int rcv_timeout;
    [FieldOffset(576)] public delegate* unmanaged<lxc_container*, int, byte> set_timeout;
}
