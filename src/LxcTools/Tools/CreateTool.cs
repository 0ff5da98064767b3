using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Lxc;
using Orchestrator.Lxc.Configuration;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class CreateTool : Tool
{
    private static readonly ToolOption Config = new('f', "config", "CONFIG", "Initial configuration file");
    private static readonly ToolOption Template = new('t', "template", "TEMPLATE", "Template to use to setup container; none for only a configuration");
    private static readonly ToolOption Bdev = new('B', "bdev", "BDEV", "Backing store type to use: dir, btrfs, best or none");
    private static readonly ToolOption Dir = new(ToolOption.None, "dir", "DIR", "Place rootfs directory under DIR");
    private static readonly ToolOption FsType = new(ToolOption.None, "fstype", "TYPE", "File system of a device or file");
    private static readonly ToolOption FsSize = new(ToolOption.None, "fssize", "SIZE", "Size of it");

    public override string Name => "create";

    public override string Summary => "lxc-create creates a container";

    public override string Usage => "--name=NAME --template=TEMPLATE [OPTION...] [-- template-options]";

    public override IReadOnlyList<ToolOption> Options => [Config, Template, Bdev, Dir, FsType, FsSize];

    public override int Run(ToolCall call)
    {
        if (call.Get(Template) is not { } template)
            return call.Fail("A template must be specified.\nUse \"none\" if you really want a container without a rootfs.");
        if (call.Operands is ["-h" or "--help", ..] && LxcTemplate.Find(template) is { } script)
            return LxcTemplate.Help(script);
        using var container = call.Open();
        if (container is null)
            return 1;
        if (container.IsDefined)
            return call.Fail("Container already exists");
        var file = call.Get(Config) ?? LxcGlobalConfiguration.Read().Get("lxc.default_config");
        if (file is not null && (call.Get(Config) is not null || File.Exists(file)) && !container.LoadConfig(file))
            return call.Fail(container);
        var specs = new LxcStorageSpecs
        {
            Directory = call.Get(Dir) is { } directory ? Path.GetFullPath(directory) : null,
            FsType = call.Get(FsType),
            FsSize = LxcSize.TryParse(call.Get(FsSize) ?? "0", out var bytes) ? (ulong)bytes : throw new UsageException("--fssize wants a size such as 2G"),
        };
        return container.Create(template == "none" ? null : template, call.Get(Bdev), specs, call.Quiet, call.Operands) ? 0 : call.Fail(container);
    }
}
