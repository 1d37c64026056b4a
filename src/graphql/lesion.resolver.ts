import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { changesOverTime } from '../response/change.js';
import type { Change as ComputedChange } from '../response/change.js';
import { type Change, CoursePoint, Lesion } from './patient.types.js';

const shown = (change: ComputedChange | undefined): Change | null => (change ? { absolute: change.absolute, percent: change.percent ?? null } : null);

@Resolver(() => Lesion)
export class LesionResolver {
  @ResolveField(() => [CoursePoint], { description: 'One feature over time, on the series of one modality; of several such series in a study the first.' })
  course(
    @Parent() lesion: Lesion,
    @Args('tag', { description: 'IBSI tag.' }) tag: string,
    @Args('modality', { description: 'DICOM modality, such as PT.' }) modality: string,
  ): CoursePoint[] {
    const measured = lesion.timePoints.flatMap(({ acquiredAt, featureSets }) => {
      const set = featureSets.find((one) => one.modality === modality);
      const feature = set?.features.find((one) => one.tag === tag);
      return set && feature ? [{ acquiredAt, featureSetId: set.id, value: feature.value, unit: feature.unit, settingsHash: set.settingsHash }] : [];
    });
    const alike = Map.groupBy(measured, (point) => `${point.settingsHash} ${point.unit}`);
    const changes = new Map([...alike.values()].flatMap((points) => {
      const ofPoints = changesOverTime(points.map((point) => point.value));
      return points.map((point, k) => [point.featureSetId, ofPoints[k]] as const);
    }));
    return measured.map((point) => ({ ...point, sinceBaseline: shown(changes.get(point.featureSetId)?.sinceBaseline), sinceNadir: shown(changes.get(point.featureSetId)?.sinceNadir) }));
  }
}
