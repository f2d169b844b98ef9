using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Piwa.Host.Observability;

/// <summary>
/// Writes metrics in the text format of Prometheus, version 0.0.4. Names follow OpenTelemetry's rules for Prometheus: dots become underscores,
/// units are words at the end, counters end in <c>_total</c>.
/// </summary>
/// <remarks>Source: https://prometheus.io/docs/instrumenting/exposition_formats/ and the compatibility document of OpenTelemetry.</remarks>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    public void Clear() => _text.Clear();

    public override string ToString() => _text.ToString();

    /// <summary>The name of a metric at Prometheus.</summary>
    public static string NameOf(string name, string unit, MetricType type)
    {
        StringBuilder text = new(name.Length + 16);
        foreach (char c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_');
        string word = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when !IsSum(type) => "_ratio",
            _ => "",
        };
        if (word.Length > 0 && !text.ToString().EndsWith(word, StringComparison.Ordinal))
            text.Append(word);
        if (IsMonotonic(type) && !text.ToString().EndsWith("_total", StringComparison.Ordinal))
            text.Append("_total");
        return text.ToString();
    }

    public void Add(Metric metric)
    {
        bool isHistogram = metric.MetricType == MetricType.Histogram;
        if (metric.MetricType == MetricType.ExponentialHistogram)
            return;

        string name = NameOf(metric.Name, metric.Unit, metric.MetricType);
        if (metric.Description.Length > 0)
            _text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(isHistogram ? " histogram" : IsMonotonic(metric.MetricType) ? " counter" : " gauge").Append('\n');
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            string labels = Labels(point.Tags);
            if (isHistogram)
                AddHistogram(name, labels, in point);
            else
                AddSample(name, labels, Value(metric.MetricType, in point));
        }
    }

    private void AddHistogram(string name, string labels, in MetricPoint point)
    {
        string before = labels.Length == 0 ? "" : labels + ",";
        long count = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            string bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            AddSample(name + "_bucket", $"{before}le=\"{bound}\"", count);
        }

        AddSample(name + "_sum", labels, point.GetHistogramSum());
        AddSample(name + "_count", labels, point.GetHistogramCount());
    }

    private void AddSample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private static string Labels(ReadOnlyTagCollection tags)
    {
        StringBuilder text = new();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            string value = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            text.Append(text.Length == 0 ? "" : ",").Append(NameOf(tag.Key, "", MetricType.LongGauge)).Append("=\"")
                .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsMonotonic(MetricType type) => type is MetricType.LongSum or MetricType.DoubleSum;

    private static bool IsSum(MetricType type) => IsMonotonic(type) || type is MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic;
}
