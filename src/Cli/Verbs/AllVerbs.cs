using Orchestrator.Cli.Verbs.Audit;
using Orchestrator.Cli.Verbs.Batches;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Cli.Verbs.Events;
using Orchestrator.Cli.Verbs.Fleet;
using Orchestrator.Cli.Verbs.Images;
using Orchestrator.Cli.Verbs.Isolation.Capabilities;
using Orchestrator.Cli.Verbs.Isolation.Cgroups;
using Orchestrator.Cli.Verbs.Isolation.Lsm;
using Orchestrator.Cli.Verbs.Isolation.Namespaces;
using Orchestrator.Cli.Verbs.Isolation.Seccomp;
using Orchestrator.Cli.Verbs.Nodes;

namespace Orchestrator.Cli.Verbs;

internal static class AllVerbs
{
    public static VerbTable Table() => new(
    [
        new RunVerb(),
        new CreateVerb(),
        new StartVerb(),
        new StopVerb(),
        new RestartVerb(),
        new KillVerb(),
        new FreezeVerb(),
        new ThawVerb(),
        new RenameVerb(),
        new UpdateVerb(),
        new RmVerb(),
        new ExecVerb(),
        new WaitVerb(),
        new LogsVerb(),
        new PsVerb(),
        new InspectVerb(),
        new AutostartVerb(),
        new StatsVerb(),
        new TopVerb(),
        new FleetFreezeVerb(),
        new FleetThawVerb(),
        new FleetStatusVerb(),
        new FleetRestoreVerb(),
        new BatchRunVerb(),
        new BatchSubmitVerb(),
        new BatchLsVerb(),
        new BatchShowVerb(),
        new BatchLogsVerb(),
        new BatchCancelVerb(),
        new BatchWaitVerb(),
        new EventsVerb(),
        new AuditShowVerb(),
        new AuditVerifyVerb(),
        new AuditKeyVerb(),
        new AuditExportVerb(),
        new AuditImportVerb(),
        new AuditArchiveVerb(),
        new AuditAcceptLossVerb(),
        new AuditDiffVerb(),
        new AuditWhyVerb(),
        new ImageLsVerb(),
        new ImageCreateVerb(),
        new SeccompExplainVerb(),
        new CapGetVerb(),
        new CapSetVerb(),
        new CapShowVerb(),
        new NsLsVerb(),
        new NsEnterVerb(),
        new CgroupCreateVerb(),
        new CgroupSetVerb(),
        new CgroupGetVerb(),
        new CgroupExecVerb(),
        new CgroupLsVerb(),
        new CgroupRmVerb(),
        new LsmStatusVerb(),
        new DaemonVerb(),
        new InfoVerb(),
        new CheckConfigVerb(),
        new VersionVerb(),
        new ConfigShowVerb(),
        new ConfigSetVerb(),
        new ConfigUnsetVerb(),
        new ConfigValidateVerb(),
        new ConfigTranslateVerb(),
        new CompletionVerb(),
    ]);
}
