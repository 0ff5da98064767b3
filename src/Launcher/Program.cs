using Orchestrator.Kernel.Faults;
using Orchestrator.Launcher;
using Orchestrator.Launcher.Consoles;
using Orchestrator.Launcher.Rootless;

// orch-launcher RUN_DIRECTORY: says "ready" on stdout once it listens there, then lets go of its standard
// descriptors. Exit 3: another launcher serves that folder. Errors go to stderr, later ones to launcher.log.
// With --console it holds one container's terminals (ConsoleProgram).
// With --rootless it starts the daemon of an ordinary user (RootlessStart), with --outside it does for that daemon what only a
// process outside of its user namespace can (OutsideProgram).
if (RootlessArguments.Parse(args) is { } rootless)
{
    try
    {
        return RootlessStart.Run(args, rootless);
    }
    catch (InvalidOperationException problem)
    {
        Console.Error.WriteLine($"orchd: {problem.Message}");
        return 125;
    }
}
if (args is [OutsideProgram.Word, var descriptor] && int.TryParse(descriptor, out var connection))
    return OutsideProgram.Run(connection);
if (args is ["--console", var folder, var name])
{
    try
    {
        return ConsoleProgram.Run(folder, name);
    }
    catch (InvalidOperationException problem)
    {
        Console.Error.WriteLine($"orch-launcher: {problem.Message}");
        return 1;
    }
}
if (args is not [var runDirectory])
{
    Console.Error.WriteLine("usage: orch-launcher RUN_DIRECTORY (the daemon starts it; it is not for users)");
    return 2;
}
if (Failpoint.Problem is { } wrong)
{
    Console.Error.WriteLine($"orch-launcher: {wrong}");
    return 2;
}
try
{
    if (!SealedCopy.IsRunning())
    {
        Detach.BeforeExec();
        var failed = SealedCopy.Execute(args);
        Console.Error.WriteLine($"orch-launcher: executing the sealed copy failed with errno {-failed}");
        return 1;
    }
    return Detach.Serve(runDirectory);
}
catch (InvalidOperationException problem)
{
    Console.Error.WriteLine($"orch-launcher: {problem.Message}");
    return 1;
}
