using Piwa.Host.Commands;

return await PiwaCommand.RunAsync(args).ConfigureAwait(false);
