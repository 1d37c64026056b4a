import { fillSlices } from './fill-slices.js';

/** The thread's one duty: some slices of a volume into the memory it shares. */
export default fillSlices;
