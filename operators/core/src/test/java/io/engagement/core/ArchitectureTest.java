package io.engagement.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;

/** Who may import whom, and what the core must never do. */
@AnalyzeClasses(
    packages = "io.engagement.core",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.engagement.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule familiesNeverImportEachOther =
      slices().matching("io.engagement.core.metric.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule theAlgebraKnowsNoFamily =
      noClasses()
          .that()
          .resideInAPackage("io.engagement.core.metric")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.engagement.core.metric.*..");

  @ArchTest
  static final ArchRule tablesKnowNoMetric =
      noClasses()
          .that()
          .resideInAPackage("io.engagement.core.table..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.engagement.core.metric..",
              "io.engagement.core.session..",
              "io.engagement.core.user..",
              "io.engagement.core.config..");

  @ArchTest
  static final ArchRule eventsImportNoSibling =
      noClasses()
          .that()
          .resideInAPackage("io.engagement.core.event..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.engagement.core.metric..",
              "io.engagement.core.user..",
              "io.engagement.core.session..",
              "io.engagement.core.state..",
              "io.engagement.core.yaml..",
              "io.engagement.core.config..",
              "io.engagement.core.catalog..");

  @ArchTest
  static final ArchRule onlyTheYamlRoomParsesYaml =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.engagement.core.yaml..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml.snakeyaml..");

  @ArchTest
  static final ArchRule theCoreKnowsNoClockAndNoChance =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule everyRoomSaysWhatItIsFor =
      classes().should(liveInAPackageWithPackageInfo());

  private static ArchCondition<JavaClass> liveInAPackageWithPackageInfo() {
    return new ArchCondition<>("live in a package with a package-info that is @NullMarked") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean marked =
            item.getPackage()
                .tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .orElse(false);
        events.add(
            new SimpleConditionEvent(item, marked, item.getPackageName() + " has no package-info"));
      }
    };
  }
}
