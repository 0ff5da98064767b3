using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Functions;

/// <summary>This copy's functions behind the pointers of a struct.</summary>
internal static unsafe class FunctionTable
{
    /// <summary>By which this copy's structs are known.</summary>
    public static delegate* unmanaged<lxc_container*, byte> IsDefined => &StateFunctions.IsDefined;

    public static void Fill(lxc_container* c)
    {
        c->is_defined = IsDefined;
        c->state = &StateFunctions.State;
        c->is_running = &StateFunctions.IsRunning;
        c->freeze = &StateFunctions.Freeze;
        c->unfreeze = &StateFunctions.Unfreeze;
        c->init_pid = &StateFunctions.InitPid;
        c->init_pidfd = &StateFunctions.InitPidFd;
        c->wait = &StateFunctions.Wait;
        c->may_control = &StateFunctions.MayControl;
        c->set_timeout = &StateFunctions.SetTimeout;

        c->load_config = &ConfigurationFunctions.Load;
        c->save_config = &ConfigurationFunctions.Save;
        c->clear_config = &ConfigurationFunctions.Clear;
        c->set_config_item = &ConfigurationFunctions.SetItem;
        c->clear_config_item = &ConfigurationFunctions.ClearItem;
        c->get_config_item = &ConfigurationFunctions.GetItem;
        c->get_running_config_item = &ConfigurationFunctions.GetRunningItem;
        c->get_keys = &ConfigurationFunctions.GetKeys;
        c->config_file_name = &ConfigurationFunctions.FileName;
        c->get_config_path = &ConfigurationFunctions.GetPath;
        c->set_config_path = &ConfigurationFunctions.SetPath;

        c->start = &LifecycleFunctions.Start;
        c->startl = &LifecycleFunctions.StartList;
        c->stop = &LifecycleFunctions.Stop;
        c->shutdown = &LifecycleFunctions.Shutdown;
        c->reboot = &LifecycleFunctions.Reboot;
        c->reboot2 = &LifecycleFunctions.Reboot2;
        c->want_daemonize = &LifecycleFunctions.WantDaemonize;
        c->want_close_all_fds = &LifecycleFunctions.WantCloseAllFds;
        c->create = &LifecycleFunctions.Create;
        c->createl = &LifecycleFunctions.CreateList;
        c->destroy = &LifecycleFunctions.Destroy;
        c->destroy_with_snapshots = &LifecycleFunctions.DestroyWithSnapshots;
        c->rename = &LifecycleFunctions.Rename;
        c->clone = &LifecycleFunctions.Clone;
        c->checkpoint = &LifecycleFunctions.Checkpoint;
        c->restore = &LifecycleFunctions.Restore;
        c->migrate = &LifecycleFunctions.Migrate;

        c->snapshot = &SnapshotFunctions.Snapshot;
        c->snapshot_list = &SnapshotFunctions.List;
        c->snapshot_restore = &SnapshotFunctions.Restore;
        c->snapshot_destroy = &SnapshotFunctions.Destroy;
        c->snapshot_destroy_all = &SnapshotFunctions.DestroyAll;

        c->get_interfaces = &ResourceFunctions.GetInterfaces;
        c->get_ips = &ResourceFunctions.GetIps;
        c->get_cgroup_item = &ResourceFunctions.GetCgroupItem;
        c->set_cgroup_item = &ResourceFunctions.SetCgroupItem;
        c->add_device_node = &ResourceFunctions.AddDevice;
        c->remove_device_node = &ResourceFunctions.RemoveDevice;
        c->attach_interface = &ResourceFunctions.AttachInterface;
        c->detach_interface = &ResourceFunctions.DetachInterface;
        c->mount = &ResourceFunctions.Mount;
        c->umount = &ResourceFunctions.Umount;
        c->seccomp_notify_fd = &ResourceFunctions.SeccompNotifyFd;
        c->seccomp_notify_fd_active = &ResourceFunctions.SeccompNotifyFdActive;
        c->devpts_fd = &ResourceFunctions.DevptsFd;

        c->console_getfd = &ConsoleFunctions.GetFd;
        c->console = &ConsoleFunctions.Join;
        c->console_log = &ConsoleFunctions.Log;

        c->attach = &AttachFunctions.Attach;
        c->attach_run_wait = &AttachFunctions.RunWait;
        c->attach_run_waitl = &AttachFunctions.RunWaitList;
    }
}
