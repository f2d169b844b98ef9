using System.CommandLine;
using System.Text.Json;
using Piwa.Chain.Economy;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Commands;

/// <summary><c>piwa emissions</c>: RNP-013's emissions as a table and a plot.</summary>
internal static class EmissionsCommand
{
    public static Command Create()
    {
        var months = new Option<int?>("--months") { Description = "Months from the first on; without it, five periods." };
        var period = new Option<int?>("--period") { Description = "Months of a period: 144 as RNP-013 has it (\"12 year\"), which is the default, or 12." };
        var json = new Option<bool>("--json") { Description = "JSON and nothing else." };
        var plot = new Option<string?>("--plot") { Description = "Draws it into this file, as SVG." };
        var command = new Command("emissions", "Shows what the pool for generation nodes emits by RNP-013, month by month: the months in which it emits something.")
        {
            months, period, json, plot,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(period) is { } length and (< 1 or > EmissionTable.MaximumMonths))
                result.AddError($"--period is {length}; it must be 1 to {EmissionTable.MaximumMonths} months.");
            if (result.GetValue(months) is { } given and (< 1 or > EmissionTable.MaximumMonths))
                result.AddError($"--months is {given}; it must be 1 to {EmissionTable.MaximumMonths}.");
        });
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            int length = parsed.GetValue(period) ?? (int)EconomyParameters.Default["emission.period"];
            EconomyParameters parameters = EmissionTable.ParametersOf(length);
            int count = parsed.GetValue(months) ?? Math.Min(EmissionTable.DefaultPeriods * length, EmissionTable.MaximumMonths);
            IReadOnlyList<EmissionMonth> table = EmissionTable.Of(parameters, count);
            if (parsed.GetValue(plot) is { } path)
                await File.WriteAllTextAsync(path, EmissionPlot.Draw(parameters, table), token).ConfigureAwait(false);
            if (parsed.GetValue(json))
                WriteJson(table);
            else
                Print(table);
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Print(IReadOnlyList<EmissionMonth> table)
    {
        Console.WriteLine($"{"month",7}{"period",8}{"in the pool",18}{"emitted",16}");
        foreach (EmissionMonth month in table.Where(month => !month.Emitted.IsZero))
            Console.WriteLine($"{month.Month,7}{month.Period + 1,8}{month.Pool.ToString(),18}{month.Emitted.ToString(),16}");
        EmissionMonth last = table[^1];
        Console.WriteLine($"{"",15}{(last.Pool - last.Emitted).ToString(),18}  is left behind {table.Count} months");
    }

    /// <summary>Amounts are text: a JSON number would not hold them exactly.</summary>
    private static void WriteJson(IReadOnlyList<EmissionMonth> table)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartArray();
            foreach (EmissionMonth month in table)
            {
                json.WriteStartObject();
                json.WriteNumber("month", month.Month);
                json.WriteNumber("period", month.Period + 1);
                json.WriteString("pool", month.Pool.ToString());
                json.WriteString("emitted", month.Emitted.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.Write("\n"u8);
    }
}
