import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { changesOverTime } from '../response/change.js';
import type { Change as ComputedChange } from '../response/change.js';
import { shownUnit } from '../results/feature-set-head.js';
import { ResultsService } from '../results/results.service.js';
import { about } from './cost.js';
import { type Change, CoursePoint, Lesion, type TimePoint } from './patient.types.js';

const shown = (change: ComputedChange | undefined): Change | null => (change ? { absolute: change.absolute, percent: change.percent ?? null } : null);

type Measured = Pick<CoursePoint, 'acquiredAt' | 'featureSetId' | 'value' | 'unit' | 'settingsHash'>;

@Resolver(() => Lesion)
export class LesionResolver {
  constructor(private readonly results: ResultsService) {}

  @ResolveField(() => [CoursePoint], { description: 'One feature over time, on the series of one modality; of several such series in a study the first.', ...about(10) })
  async course(
    @Parent() lesion: Lesion,
    @Args('tag', { description: 'IBSI tag.' }) tag: string,
    @Args('modality', { description: 'DICOM modality, such as PT.' }) modality: string,
  ): Promise<CoursePoint[]> {
    const measured = (await Promise.all(lesion.timePoints.map((point) => this.measuredAt(point, tag, modality)))).flatMap((one) => one ?? []);
    const alike = Map.groupBy(measured, (point) => `${point.settingsHash} ${point.unit}`);
    const changes = new Map([...alike.values()].flatMap((points) => {
      const ofPoints = changesOverTime(points.map((point) => point.value));
      return points.map((point, k) => [point.featureSetId, ofPoints[k]] as const);
    }));
    return measured.map((point) => ({ ...point, sinceBaseline: shown(changes.get(point.featureSetId)?.sinceBaseline), sinceNadir: shown(changes.get(point.featureSetId)?.sinceNadir) }));
  }

  private async measuredAt({ acquiredAt, measured }: TimePoint, tag: string, modality: string): Promise<Measured | undefined> {
    const head = measured.find((one) => one.modality === modality);
    const feature = head && await this.results.featureOfHead(head, tag);
    return head && feature && { acquiredAt, featureSetId: head.id, value: feature.value, unit: shownUnit(feature.unit, head.intensityUnit), settingsHash: head.settingsHash };
  }
}
