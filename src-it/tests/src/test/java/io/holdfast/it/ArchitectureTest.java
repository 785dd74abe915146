// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.util.regex.Pattern;

/** The direction of dependencies: who may know whom. */
@AnalyzeClasses(
    packages = "io.holdfast",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.OnceEach.class})
class ArchitectureTest {

  /**
   * The jar of the examples has other modules inside, changed by what was renamed in it, and that
   * of the pipeline has libraries.
   */
  static final class OnceEach implements ImportOption {
    private static final Pattern INSIDE_THE_EXAMPLES =
        Pattern.compile(".*/holdfast-examples[^/]*\\.jar!/(?!io/holdfast/examples/(?!shaded/)).*");
    private static final Pattern LIBRARIES =
        Pattern.compile(".*/holdfast-pipeline[^/]*\\.jar!/io/holdfast/pipeline/shaded/.*");

    @Override
    public boolean includes(Location location) {
      return !location.matches(INSIDE_THE_EXAMPLES) && !location.matches(LIBRARIES);
    }
  }

  @ArchTest
  static final ArchRule coreKnowsNobodyButSpark =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.core..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.holdfast..").and(resideOutsideOfPackage("io.holdfast.core..")))
          .orShould()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "com.google..", "org.apache.kafka..", "org.apache.flume..", "picocli.."));

  @ArchTest
  static final ArchRule theEngineIsCoresOwn =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.holdfast.core..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.holdfast.core.internal..");

  @ArchTest
  static final ArchRule crashPointsAreForTests =
      noClasses()
          .that(not(resideInAnyPackage("io.holdfast.core.crash..", "io.holdfast.testkit..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.holdfast.core.crash..");

  @ArchTest
  static final ArchRule theTestKitKnowsCoreOnly =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.testkit..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.holdfast..")
                  .and(not(resideInAnyPackage("io.holdfast.core..", "io.holdfast.testkit.."))));

  @ArchTest
  static final ArchRule kafkaKnowsCoreOnly =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.kafka..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.holdfast..")
                  .and(not(resideInAnyPackage("io.holdfast.core..", "io.holdfast.kafka.."))));

  @ArchTest
  static final ArchRule socketsKnowCoreOnly =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.socket..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.holdfast..")
                  .and(not(resideInAnyPackage("io.holdfast.core..", "io.holdfast.socket.."))));

  @ArchTest
  static final ArchRule flumeKnowsCoreOnly =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.flume..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.holdfast..")
                  .and(not(resideInAnyPackage("io.holdfast.core..", "io.holdfast.flume.."))));

  @ArchTest
  static final ArchRule flumeKnowsNothingOfTheSink =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.flume")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.holdfast.flume.sink..");

  @ArchTest
  static final ArchRule theFlumeSinkKnowsTheAgentOnly =
      classes()
          .that()
          .resideInAPackage("io.holdfast.flume.sink..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.holdfast.flume.sink..", "java..", "org.apache.flume..", "org.slf4j..");

  @ArchTest
  static final ArchRule thePipelineKnowsNoSource =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.pipeline..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.holdfast..")
                  .and(not(resideInAnyPackage("io.holdfast.core..", "io.holdfast.pipeline.."))));

  @ArchTest
  static final ArchRule thePartsKnowNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.parts..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.holdfast..")
                  .and(resideOutsideOfPackage("io.holdfast.parts..")));

  @ArchTest
  static final ArchRule noGuavaInASignature =
      methods()
          .that()
          .arePublic()
          .or()
          .areProtected()
          .should()
          .notHaveRawReturnType(resideInAnyPackage("com.google..", "..shaded.."))
          .andShould()
          .notHaveRawParameterTypes(
              DescribedPredicate.describe(
                  "of Guava",
                  types ->
                      types.stream()
                          .anyMatch(
                              type ->
                                  type.getPackageName().startsWith("com.google")
                                      || type.getPackageName().contains(".shaded."))));

  @ArchTest
  static final ArchRule whatIsSerializedIsNoRecord =
      classes()
          .that(assignableTo(Serializable.class))
          .should()
          .notBeRecords()
          .because("Spark's Kryo cannot handle Java records");
}
