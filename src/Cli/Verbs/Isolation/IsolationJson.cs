using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Verbs.Isolation.Capabilities;
using Orchestrator.Cli.Verbs.Isolation.Cgroups;
using Orchestrator.Cli.Verbs.Isolation.Lsm;
using Orchestrator.Cli.Verbs.Isolation.Namespaces;
using Orchestrator.Cli.Verbs.Isolation.Seccomp;

namespace Orchestrator.Cli.Verbs.Isolation;

/// <summary>The serializer of what the isolation tools find here, without a daemon.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<CapabilitySetView>))]
[JsonSerializable(typeof(IReadOnlyList<CgroupGroup>))]
[JsonSerializable(typeof(IReadOnlyList<CgroupParameter>))]
[JsonSerializable(typeof(IReadOnlyList<CgroupBinding>))]
[JsonSerializable(typeof(IReadOnlyList<FileCapabilityView>))]
[JsonSerializable(typeof(IReadOnlyList<LsmView>))]
[JsonSerializable(typeof(IReadOnlyList<NamespaceView>))]
[JsonSerializable(typeof(IReadOnlyList<SeccompAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<SeccompGroup>))]
internal sealed partial class IsolationJson : JsonSerializerContext
{
    public static IsolationJson Indented => field ??=
        new(new JsonSerializerOptions(Default.Options) { WriteIndented = true, Encoder = JsonText.Encoder });
}
