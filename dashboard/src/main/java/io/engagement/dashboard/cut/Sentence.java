package io.engagement.dashboard.cut;

import io.engagement.dashboard.view.View;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rows say, in words. */
final class Sentence {
  private Sentence() {}

  /** The sentence of a row; columns as the views {@code experiment_...} call them. */
  static String of(View.Words words, Map<String, @Nullable Object> row) {
    return switch (words) {
      case EXPERIMENT -> experiment(row);
      case SAMPLE_RATIO -> sampleRatio(row);
    };
  }

  private static String experiment(Map<String, @Nullable Object> row) {
    String variant = String.valueOf(row.get("variant"));
    String control = String.valueOf(row.get("control"));
    boolean isShare = "conversion".equals(row.get("measure"));
    Double variantMean = number(row.get("variant_mean"));
    Double controlMean = number(row.get("control_mean"));
    if (variantMean == null || controlMean == null) {
      return "%s against %s: nothing to compare yet.".formatted(variant, control);
    }
    String means =
        isShare
            ? "%s converts %s of its users, %s %s"
                .formatted(
                    variant, percent(variantMean, false), control, percent(controlMean, false))
            : "%s brings %s a user, %s %s"
                .formatted(variant, amount(variantMean), control, amount(controlMean));
    Double lift = number(row.get("lift"));
    Double low = number(row.get("lift_low"));
    Double high = number(row.get("lift_high"));
    if (lift == null || low == null || high == null) {
      return means + ": too little to compare yet.";
    }
    String verdict =
        low > 0
            ? "The difference is significant: more with " + variant
            : high < 0
                ? "The difference is significant: less with " + variant
                : "No significant difference yet";
    return "%s: %s (between %s and %s). %s."
        .formatted(means, percent(lift, true), percent(low, true), percent(high, true), verdict);
  }

  private static String sampleRatio(Map<String, @Nullable Object> row) {
    Double p = number(row.get("p_value"));
    String users = String.format(Locale.ROOT, "%,d", (Long) row.get("users"));
    if (p == null) {
      return "There are no users yet.";
    }
    return Boolean.TRUE.equals(row.get("mismatch"))
        ? "Do not trust these results: %s users are not split evenly over %s variants (p %s). Assignment or its recording is broken."
            .formatted(users, row.get("variants"), p(p))
        : "%s users are split evenly over %s variants (p %s)."
            .formatted(users, row.get("variants"), p(p));
  }

  private static String p(double value) {
    return value < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "= %.4f", value);
  }

  private static @Nullable Double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : null;
  }

  private static String percent(double share, boolean signed) {
    return String.format(Locale.ROOT, signed ? "%+.1f %%" : "%.2f %%", share * 100)
        .replace('-', '\u2212');
  }

  private static String amount(double value) {
    return String.format(Locale.ROOT, "%,.2f", value).replace('-', '\u2212');
  }
}
