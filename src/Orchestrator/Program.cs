using Orchestrator.Daemon;

return await DaemonProcess.RunAsync(args);
