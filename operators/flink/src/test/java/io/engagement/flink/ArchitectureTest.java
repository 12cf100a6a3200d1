package io.engagement.flink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;
import org.apache.flink.api.common.state.StateDescriptor;

/** Who may import whom in the Flink glue. */
@AnalyzeClasses(
    packages = "io.engagement.flink",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.engagement.flink.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule sinksKnowNothingOfEachOther =
      slices().matching("io.engagement.flink.sink.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule checkpointBookkeepingKnowsNoStore =
      noClasses()
          .that()
          .resideInAPackage("io.engagement.flink.checkpoint..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink.connector..",
              "org.apache.kafka..",
              "java.sql..",
              "org.postgresql..",
              "io.engagement.flink.sink..");

  @ArchTest
  static final ArchRule functionsKnowNoConnector =
      noClasses()
          .that()
          .resideInAPackage("io.engagement.flink.operator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink.connector..",
              "org.apache.kafka..",
              "java.sql..",
              "org.postgresql..",
              "org.flywaydb..",
              "io.engagement.flink.sink..");

  @ArchTest
  static final ArchRule serializersAndStateKnowOnlyTheCore =
      noClasses()
          .that()
          .resideInAnyPackage("io.engagement.flink.serde..", "io.engagement.flink.state..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.engagement.flink.operator..",
              "io.engagement.flink.source..",
              "io.engagement.flink.sink..");

  @ArchTest
  static final ArchRule sourcesAndSinksKnowNoFunction =
      noClasses()
          .that()
          .resideInAnyPackage("io.engagement.flink.source..", "io.engagement.flink.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.engagement.flink.operator..");

  @ArchTest
  static final ArchRule onlyTheCatalogueDeclaresState =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.engagement.flink.state..", "io.engagement.flink.sink.files..")
          .should()
          .callConstructorWhere(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "the state is declared",
                  call -> call.getTargetOwner().isAssignableTo(StateDescriptor.class)));

  @ArchTest
  static final ArchRule functionsKnowNoClockAndNoChance =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.engagement.flink.operator..",
              "io.engagement.flink.source..",
              "io.engagement.flink.serde..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random");
}
