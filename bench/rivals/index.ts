export { officialNode } from './officialNode';
export { publicRecipe, publicRecipeWithPaging } from './publicRecipe';
export type { ArchiveJob, EntryId, Rival, RivalReport } from './rival';
