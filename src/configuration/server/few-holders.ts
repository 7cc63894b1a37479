/** What is inside so many hosts or templates is asked for by their ids; of more, all that there is. */
export const FEW_HOLDERS = 100;

/** What is inside so many is little enough to share a request with other reads. */
export const FEW_TOGETHER = 10;
