using System.CommandLine;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Commands;

/// <summary><c>piwa sign</c>: signs a text with a keypair file, for pages that a browser's wallet cannot sign for.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "File with the text to sign, as the page gives it." };
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the wallet that signs." };
        var command = new Command("sign", "Signs a text as an off-chain message, which can be no transaction, and prints the signature.") { file, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string text = SmallFile.ReadText(parsed.GetRequiredValue(file), OffchainMessage.MaximumTextBytes).TrimEnd('\r', '\n');
            using Keypair keypair = KeypairFile.Load(parsed.GetValue(wallet) ?? new PiwaOptions().WalletPath);
            Signature signature = await keypair.SignAsync(OffchainMessage.Encode(text), token).ConfigureAwait(false);
            Console.WriteLine(signature);
            return ExitCode.Done;
        }));
        return command;
    }
}
