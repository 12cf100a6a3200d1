package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engagement.core.statistics.LiftInterval;
import io.engagement.core.statistics.Sample;
import io.engagement.core.statistics.SampleRatio;
import io.engagement.core.statistics.ZTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Views and functions over experiments say what the Java functions say. */
class ExperimentStatisticsITCase {
  private static final long SEED = 20_240_305L;
  private static final String COLUMNS =
      "control_mean, variant_mean, lift, z, p_value, lift_low, lift_high";

  private static TestDatabase database;

  /** A row of the table. */
  private record Variant(
      String name, long users, long converters, BigDecimal sum, BigDecimal squares) {
    String values(String experiment) {
      return "('exp', '%s', '%s', 'order', '', '', %d, %d, %s, %s, 0)"
          .formatted(
              experiment, name, users, converters, sum.toPlainString(), squares.toPlainString());
    }

    Sample conversion() {
      return Sample.ofConverters(users, converters);
    }

    Sample value() {
      return Sample.ofSums(users, sum, squares);
    }
  }

  @BeforeAll
  static void migrate() {
    database = TestDatabase.migrated();
  }

  @Test
  void resultsAreThoseOfTheJavaFunctions() throws Exception {
    Random random = new Random(SEED);
    Map<String, Variant[]> pairs = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      pairs.put("e" + i, new Variant[] {any("control", random), any("new", random)});
    }
    insert(pairs);
    List<String> results =
        database.query(
            "SELECT experiment, measure, %s FROM experiment_results".formatted(COLUMNS)
                + " WHERE experiment LIKE 'e%' AND control = 'control'");
    assertThat(results).hasSize(2 * pairs.size());
    for (String result : results) {
      String[] row = result.split("\\|", -1);
      Variant control = pairs.get(row[0])[0];
      Variant variant = pairs.get(row[0])[1];
      if (row[1].equals("conversion")) {
        sameResults(
            row,
            control.conversion(),
            variant.conversion(),
            ZTest.ofProportions(
                control.users(), control.converters(), variant.users(), variant.converters()));
      } else {
        sameResults(
            row, control.value(), variant.value(), ZTest.ofMeans(control.value(), variant.value()));
      }
    }
  }

  private static void sameResults(String[] row, Sample control, Sample variant, ZTest test) {
    LiftInterval interval = LiftInterval.of(control, variant, 0.05, 5000);
    double[] expected = {
      control.mean(),
      variant.mean(),
      interval.lift(),
      test.z(),
      test.pValue(),
      interval.low(),
      interval.high()
    };
    String what = "seed %d, %s".formatted(SEED, String.join("|", row));
    String[] actual = Arrays.copyOfRange(row, 2, row.length);
    assertThat(actual).as(what).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(actual[i]).as(what).isEqualTo("null");
      } else {
        assertThat(Double.parseDouble(actual[i]))
            .as(what)
            .isCloseTo(expected[i], near(expected[i]));
      }
    }
  }

  private static Offset<Double> near(double expected) {
    return within(1e-9 * Math.max(1e-3, Math.abs(expected)));
  }

  /** Among them variants without users, with one, without variance, and very large sums. */
  private static Variant any(String name, Random random) {
    long users = random.nextInt(6) == 0 ? random.nextInt(3) : 2 + random.nextInt(100_000);
    long converters = users == 0 ? 0 : random.nextInt((int) users + 1);
    if (random.nextInt(8) == 0) {
      converters = 0;
    }
    BigDecimal most = BigDecimal.valueOf(random.nextInt(1, 2_000_000_000), random.nextInt(7));
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (int i = 0; i < Math.min(converters, 40); i++) {
      BigDecimal one =
          most.multiply(BigDecimal.valueOf(random.nextInt(1, 100), 2))
              .setScale(6, java.math.RoundingMode.HALF_UP);
      sum = sum.add(one);
      squares = squares.add(one.multiply(one));
    }
    return new Variant(name, users, converters, sum, squares);
  }

  private static void insert(Map<String, Variant[]> byExperiment) throws Exception {
    List<String> rows = new ArrayList<>();
    byExperiment.forEach(
        (experiment, variants) ->
            Arrays.stream(variants).map(one -> one.values(experiment)).forEach(rows::add));
    database.execute("INSERT INTO experiments VALUES " + String.join(", ", rows));
  }

  @Test
  void thePublishedExampleOfTheSequentialInterval() throws Exception {
    assertThat(
            database.one(
                """
                SELECT round(h::numeric, 5) FROM sequential_lift_half_width(
                  3000, 1396.87 / 3000, (52377.9767 - 1396.87 ^ 2 / 3000) / 2999,
                  3461, 2422.7 / 3461, (134698.29 - 2422.7 ^ 2 / 3461) / 3460,
                  tuned_for_users => 1000) AS h
                """))
        .isEqualTo("1.06180");
  }

  @Test
  void sampleRatiosAreThoseOfTheJavaFunction() throws Exception {
    Random random = new Random(SEED);
    Map<String, Variant[]> experiments = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      Variant[] variants = new Variant[2 + random.nextInt(12)];
      int spread = 1 << random.nextInt(12);
      for (int k = 0; k < variants.length; k++) {
        variants[k] =
            new Variant(
                "v" + k, 50_000 + random.nextInt(spread), 0, BigDecimal.ZERO, BigDecimal.ZERO);
      }
      experiments.put("ratio" + i, variants);
    }
    insert(experiments);
    List<String> ratios =
        database.query(
            "SELECT experiment, chi_squared, p_value, mismatch, variants, users"
                + " FROM experiment_sample_ratio WHERE experiment LIKE 'ratio%'");
    assertThat(ratios).hasSameSizeAs(experiments.keySet());
    for (String ratio : ratios) {
      String[] actual = ratio.split("\\|");
      long[] users = Arrays.stream(experiments.get(actual[0])).mapToLong(Variant::users).toArray();
      double[] weights = new double[users.length];
      Arrays.fill(weights, 1);
      SampleRatio expected = SampleRatio.of(users, weights);
      String what = "seed %d, %s of %s".formatted(SEED, ratio, Arrays.toString(users));
      assertThat(Double.parseDouble(actual[1]))
          .as(what)
          .isCloseTo(expected.chiSquared(), within(1e-6));
      assertThat(Double.parseDouble(actual[2])).as(what).isCloseTo(expected.pValue(), within(1e-7));
      assertThat(actual[3]).as(what).isEqualTo(expected.isMismatch() ? "t" : "f");
      assertThat(actual[4]).isEqualTo(Integer.toString(users.length));
      assertThat(actual[5]).isEqualTo(Long.toString(Arrays.stream(users).sum()));
    }
  }

  @Test
  void usersOfAVariantCountOnceHoweverManyGoalsThereAre() throws Exception {
    database.execute(
        """
        INSERT INTO experiments VALUES
          ('exp', 'split', 'a', 'order', '', '', 600, 1, 1, 1, 3),
          ('exp', 'split', 'a', 'visit', '', '', 600, 2, 1, 1, 3),
          ('exp', 'split', 'b', 'order', '', '', 400, 1, null, null, 0),
          ('exp', 'split', 'b', 'visit', '', '', 400, 1, 1, 1, 0),
          ('exp', 'alone', 'a', 'visit', '', '', 400, 1, 1, 1, 0)
        """);
    assertThat(
            database.query(
                "SELECT users, chi_squared, p_value < 2.55e-10, mismatch FROM"
                    + " experiment_sample_ratio WHERE experiment IN ('split', 'alone')"))
        .containsExactly("1000|40|t|t");
    assertThat(
            database.query(
                "SELECT goal, control, z, p_value, lift_low FROM experiment_results WHERE"
                    + " experiment = 'split' AND measure = 'value' AND goal = 'order'"
                    + " ORDER BY control"))
        .as("a sum that is not known says nothing")
        .containsExactly("order|a|null|null|null", "order|b|null|null|null");
  }

  @Test
  void tailsOfTheNormalDistribution() throws Exception {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    List<String> points = new ArrayList<>();
    for (int i = -400; i <= 400; i++) {
      points.add(String.format(Locale.ROOT, "%.2f", i / 10.0));
    }
    points.addAll(List.of("1e-300", "-1e-300", "1e-9", "2.999999", "3.000001"));
    for (String row :
        database.query(
            "SELECT z, normal_tail(z) FROM unnest(array[%s]::double precision[]) AS z"
                .formatted(String.join(",", points)))) {
      String[] pair = row.split("\\|");
      double expected = normal.survivalProbability(Double.parseDouble(pair[0]));
      assertThat(Double.parseDouble(pair[1]))
          .as(row)
          .isCloseTo(expected, within(Math.max(1e-290, 1e-11 * expected)));
    }
    assertThat(database.one("SELECT normal_tail(null) IS NULL")).isEqualTo("t");
  }

  @Test
  void tailsOfTheChiSquaredDistribution() throws Exception {
    for (int degrees = 1; degrees <= 40; degrees++) {
      ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(degrees);
      for (String row :
          database.query(
              "SELECT x, chi_squared_tail(x, %d) FROM unnest(array[-1, 0, 0.001, 0.5, 1, 3, 10, 30, 100, 500, 1300, 5000]::double precision[]) AS x"
                  .formatted(degrees))) {
        String[] pair = row.split("\\|");
        double expected = chiSquared.survivalProbability(Double.parseDouble(pair[0]));
        assertThat(Double.parseDouble(pair[1]))
            .as("%d degrees, %s", degrees, row)
            .isCloseTo(expected, within(Math.max(1e-290, 1e-10 * expected)));
      }
    }
  }
}
