using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Functions;

/// <summary>Cgroups, devices, interfaces, mounts and what else belongs to a running container.</summary>
internal static unsafe class ResourceFunctions
{
    private const int EINVAL = 22;

    [UnmanagedCallersOnly]
    public static byte** GetInterfaces(lxc_container* c) =>
        ForkedChild.Takes(c) ? c->get_interfaces(c) : Border.NewArray(c, static x => x.GetInterfaces());

    [UnmanagedCallersOnly]
    public static byte** GetIps(lxc_container* c, byte* device, byte* family, int scope)
    {
        if (ForkedChild.Takes(c))
            return c->get_ips(c, device, family, scope);
        var (name, kind) = (Text.Of(device), Text.Of(family));
        return Border.NewArray(c, x => x.GetIps(name, kind, scope));
    }

    [UnmanagedCallersOnly]
    public static int GetCgroupItem(lxc_container* c, byte* file, byte* buffer, int length)
    {
        if (ForkedChild.Takes(c))
            return c->get_cgroup_item(c, file, buffer, length);
        return Text.Of(file) is { } name ? Border.Fill(c, buffer, length, x => x.GetCgroupItem(name)) : -1;
    }

    [UnmanagedCallersOnly]
    public static byte SetCgroupItem(lxc_container* c, byte* file, byte* value)
    {
        if (ForkedChild.Takes(c))
            return c->set_cgroup_item(c, file, value);
        return Text.Of(file) is { } name && Text.Of(value) is { } content ? Border.Bool(c, x => x.SetCgroupItem(name, content)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte AddDevice(lxc_container* c, byte* source, byte* destination)
    {
        if (ForkedChild.Takes(c))
            return c->add_device_node(c, source, destination);
        var to = Text.Of(destination);
        return Text.Of(source) is { } from ? Border.Bool(c, x => x.AddDeviceNode(from, to)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte RemoveDevice(lxc_container* c, byte* source, byte* destination)
    {
        if (ForkedChild.Takes(c))
            return c->remove_device_node(c, source, destination);
        var to = Text.Of(destination);
        return Text.Of(source) is { } from ? Border.Bool(c, x => x.RemoveDeviceNode(from, to)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte AttachInterface(lxc_container* c, byte* device, byte* destination)
    {
        if (ForkedChild.Takes(c))
            return c->attach_interface(c, device, destination);
        var to = Text.Of(destination);
        return Text.Of(device) is { } name ? Border.Bool(c, x => x.AttachInterface(name, to)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte DetachInterface(lxc_container* c, byte* device, byte* destination)
    {
        if (ForkedChild.Takes(c))
            return c->detach_interface(c, device, destination);
        var to = Text.Of(destination);
        return Text.Of(device) is { } name ? Border.Bool(c, x => x.DetachInterface(name, to)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static int Mount(lxc_container* c, byte* source, byte* target, byte* type, ulong flags, void* data, int* version)
    {
        if (ForkedChild.Takes(c))
            return c->mount(c, source, target, type, flags, data, version);
        var (from, kind, options) = (Text.Of(source), Text.Of(type), Text.Of((byte*)data));
        return version is not null && Text.Of(target) is { } to ? Border.Number(c, x => x.Mount(from, to, kind, flags, options)) : -EINVAL;
    }

    [UnmanagedCallersOnly]
    public static int Umount(lxc_container* c, byte* target, ulong flags, int* version)
    {
        if (ForkedChild.Takes(c))
            return c->umount(c, target, flags, version);
        return version is not null && Text.Of(target) is { } to ? Border.Number(c, x => x.Umount(to, flags)) : -EINVAL;
    }

    [UnmanagedCallersOnly]
    public static int SeccompNotifyFd(lxc_container* c) =>
        ForkedChild.Takes(c) ? c->seccomp_notify_fd(c) : Border.Number(c, static x => x.SeccompNotifyFd());

    [UnmanagedCallersOnly]
    public static int SeccompNotifyFdActive(lxc_container* c) =>
        ForkedChild.Takes(c) ? c->seccomp_notify_fd_active(c) : Border.Number(c, static x => x.SeccompNotifyFdActive());

    [UnmanagedCallersOnly]
    public static int DevptsFd(lxc_container* c) => ForkedChild.Takes(c) ? c->devpts_fd(c) : Border.Number(c, static x => x.DevptsFd());
}
