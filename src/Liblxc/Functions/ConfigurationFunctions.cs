using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Functions;

internal static unsafe class ConfigurationFunctions
{
    [UnmanagedCallersOnly]
    public static byte Load(lxc_container* c, byte* file)
    {
        if (ForkedChild.Takes(c))
            return c->load_config(c, file);
        var path = Text.Of(file);
        return Border.Bool(c, x => x.LoadConfig(path));
    }

    [UnmanagedCallersOnly]
    public static byte Save(lxc_container* c, byte* file)
    {
        if (ForkedChild.Takes(c))
            return c->save_config(c, file);
        var path = Text.Of(file);
        return Border.Bool(c, x => x.SaveConfig(path));
    }

    [UnmanagedCallersOnly]
    public static void Clear(lxc_container* c)
    {
        if (ForkedChild.Takes(c))
        {
            c->clear_config(c);
            return;
        }
        Border.Bool(c, static x =>
        {
            x.ClearConfig();
            return true;
        });
    }

    [UnmanagedCallersOnly]
    public static byte SetItem(lxc_container* c, byte* key, byte* value)
    {
        if (ForkedChild.Takes(c))
            return c->set_config_item(c, key, value);
        var content = Text.Of(value);
        return Text.Of(key) is { } name ? Border.Bool(c, x => x.SetConfigItem(name, content)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte ClearItem(lxc_container* c, byte* key)
    {
        if (ForkedChild.Takes(c))
            return c->clear_config_item(c, key);
        return Text.Of(key) is { } name ? Border.Bool(c, x => x.ClearConfigItem(name)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static int GetItem(lxc_container* c, byte* key, byte* buffer, int length)
    {
        if (ForkedChild.Takes(c))
            return c->get_config_item(c, key, buffer, length);
        return Text.Of(key) is { } name ? Border.Fill(c, buffer, length, x => x.GetConfigItem(name), Missing(c, name)) : -1;
    }

    [UnmanagedCallersOnly]
    public static byte* GetRunningItem(lxc_container* c, byte* key)
    {
        if (ForkedChild.Takes(c))
            return c->get_running_config_item(c, key);
        return Text.Of(key) is { } name ? Border.NewText(c, x => x.GetRunningConfigItem(name)) : null;
    }

    [UnmanagedCallersOnly]
    public static int GetKeys(lxc_container* c, byte* prefix, byte* buffer, int length)
    {
        if (ForkedChild.Takes(c))
            return c->get_keys(c, prefix, buffer, length);
        var below = Text.Of(prefix);
        return Border.Fill(c, buffer, length, x => x.GetKeys(below), Missing(c, below));
    }

    /// <summary>Null until a program has freed and taken away the struct's own: then there is none.</summary>
    [UnmanagedCallersOnly]
    public static byte* FileName(lxc_container* c) => Containers.Find(c) is null ? null : Text.New(Text.Of(c->configfile));

    [UnmanagedCallersOnly]
    public static byte* GetPath(lxc_container* c) => Containers.Find(c) is null ? null : c->config_path;

    [UnmanagedCallersOnly]
    public static byte SetPath(lxc_container* c, byte* path)
    {
        if (ForkedChild.Takes(c))
            return c->set_config_path(c, path);
        return Text.Of(path) is { Length: > 0 } place ? Border.Bool(c, x => x.SetConfigPath(place)) : (byte)0;
    }

    // As liblxc: EINVAL, for an include ENOSYS, and less exact while there is no configuration at all.
    private static int Missing(lxc_container* c, string? key) =>
        Containers.Find(c) is not { Configuration.IsEmpty: false } ? -1 : key == "lxc.include" ? -38 : -22;
}
